package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which commits of a stream thread come through. */
class WatchedClientsTest {
    private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS =
            Map.of(new TopicPartition("in", 0), new OffsetAndMetadata(7));
    private static final ConsumerGroupMetadata GROUP = new MockConsumer<byte[], byte[]>("earliest").groupMetadata();

    private long now;
    private long sendingNanos;
    private final Map<String, String> ids = new HashMap<>(Map.of("in", "a"));
    /** One after the other; the last one again and again. */
    private List<Map<String, Optional<String>>> answers = List.of(Map.of("in", Optional.of("a")));

    private long askingNanos;
    private int questions;
    private final WatchedClients clients =
            new WatchedClients(new Mocks(), new Calls(() -> now), new ReadPositions(), new Names());

    @Test
    void shouldCommitNothingForAThreadThatWasAbandoned() {
        // Given
        Producer<byte[], byte[]> old = producer("app-StreamThread-1");
        Producer<byte[], byte[]> other = producer("app-StreamThread-11");
        Consumer<byte[], byte[]> consumer = clients.getConsumer(named("app-StreamThread-1-consumer"));

        // When
        clients.abandon("app-StreamThread-1");

        // Then
        assertThatThrownBy(() -> old.sendOffsetsToTransaction(OFFSETS, GROUP))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("was replaced");
        assertThatThrownBy(old::commitTransaction).hasMessageContaining("was replaced");
        assertThatThrownBy(() -> consumer.commitSync(OFFSETS)).hasMessageContaining("was replaced");
        commit(other);
        commit(producer("app-StreamThread-1"));
    }

    @Test
    void shouldInterruptTheThreadOfItsClientsAndNotOneOfTheSameName() throws InterruptedException {
        // Given two applications whose threads have the same names
        WatchedClients neighbours =
                new WatchedClients(new Mocks(), new Calls(() -> now), new ReadPositions(), new Names());
        Waiting ours = new Waiting(clients);
        Waiting theirs = new Waiting(neighbours);

        // When
        clients.abandon("app-StreamThread-1");

        // Then
        assertThat(ours.wasInterrupted()).isTrue();
        theirs.end.countDown();
        assertThat(theirs.wasInterrupted()).isFalse();
    }

    @Test
    void shouldNotCommitOffsetsThatWaitedForAnotherTopicOfTheName() {
        // Given
        Producer<byte[], byte[]> producer = producer("app-StreamThread-1");
        sendingNanos = Duration.ofMillis(120).toNanos();
        commit(producer);

        // When
        answers = List.of(Map.of("in", Optional.of("b")));
        ids.put("in", "b");

        // Then
        assertRefused(producer, "topic in was deleted and made anew");
        commit(producer("app-StreamThread-2"));
    }

    @Test
    void shouldNotCommitOffsetsOfATopicThatIsGone() {
        Producer<byte[], byte[]> producer = producer("app-StreamThread-1");
        sendingNanos = Duration.ofMillis(120).toNanos();

        answers = List.of(Map.of("in", Optional.empty()));

        assertRefused(producer, "topic in is gone");
        assertThat(questions).isEqualTo(1);
    }

    @Test
    void shouldAskAgainWhereNobodyAnswers() {
        // Given brokers that are slow
        Producer<byte[], byte[]> producer = producer("app-StreamThread-1");
        sendingNanos = Duration.ofMillis(120).toNanos();

        // When
        answers = List.of(Map.of(), Map.of("in", Optional.of("a")));

        // Then
        commit(producer);
        assertThat(questions).isEqualTo(2);
    }

    @Test
    void shouldNotCommitWhereNobodyTellsForAsLongAsATransactionLasts() {
        // Given
        Producer<byte[], byte[]> producer =
                producer("app-StreamThread-1", Map.of(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000));
        sendingNanos = Duration.ofMillis(120).toNanos();
        askingNanos = Duration.ofSeconds(4).toNanos();

        // When
        answers = List.of(Map.of());

        // Then
        assertRefused(producer, "the brokers do not tell whether in is still the topic that was read");
        assertThat(questions).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"20,1000,9,0", "20,1000,11,1", "100,1000,49,0", "100,1000,51,1", "400,1000,199,0", "400,30,16,1"})
    void shouldTakeForLateWhatIsHalfOfAProducersPause(long pauseMs, String longestMs, long sendingMs, int asked) {
        Producer<byte[], byte[]> producer = producer(
                "app-StreamThread-1",
                Map.of(
                        ProducerConfig.RETRY_BACKOFF_MS_CONFIG,
                        pauseMs,
                        ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG,
                        longestMs));
        sendingNanos = Duration.ofMillis(sendingMs).toNanos();

        commit(producer);

        assertThat(questions).isEqualTo(asked);
    }

    @Test
    void shouldKnowATopicThatWasNotKnownWhenTheThreadBegan() {
        // Given a thread that begins before brokers have answered, and commits when they have
        ids.clear();
        Producer<byte[], byte[]> producer = producer("app-StreamThread-1");
        ids.put("in", "a");
        commit(producer);

        // When
        sendingNanos = Duration.ofMillis(120).toNanos();
        ids.put("in", "b");
        answers = List.of(Map.of("in", Optional.of("b")));

        // Then
        assertRefused(producer, "topic in was deleted and made anew");
    }

    @Test
    void shouldAskNothingWhereACommitDidNotWait() {
        Producer<byte[], byte[]> producer = producer("app-StreamThread-1");
        commit(producer);
        commit(producer);

        assertThat(questions).isZero();
    }

    /** A stream thread that has used its producer and waits. */
    private static final class Waiting {
        private final CountDownLatch end = new CountDownLatch(1);
        private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

        Waiting(WatchedClients clients) throws InterruptedException {
            CountDownLatch used = new CountDownLatch(1);
            Thread thread = new Thread(
                    () -> {
                        clients.getProducer(named("app-StreamThread-1-producer"))
                                .initTransactions();
                        used.countDown();
                        try {
                            end.await();
                            interrupted.complete(false);
                        } catch (InterruptedException e) {
                            interrupted.complete(true);
                        }
                    },
                    "app-StreamThread-1");
            thread.setDaemon(true);
            thread.start();
            assertThat(used.await(60, TimeUnit.SECONDS)).isTrue();
        }

        boolean wasInterrupted() {
            return interrupted.orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    private Producer<byte[], byte[]> producer(String thread) {
        return producer(thread, Map.of());
    }

    private Producer<byte[], byte[]> producer(String thread, Map<String, ?> more) {
        Map<String, Object> config = new HashMap<>(named(thread + "-producer"));
        config.putAll(more);
        Producer<byte[], byte[]> producer = clients.getProducer(config);
        producer.initTransactions();
        return producer;
    }

    private static void commit(Producer<byte[], byte[]> producer) {
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(OFFSETS, GROUP);
        producer.commitTransaction();
    }

    /** In the way that ends no thread of Kafka Streams. */
    private static void assertRefused(Producer<byte[], byte[]> producer, String why) {
        producer.beginTransaction();
        assertThatThrownBy(() -> producer.sendOffsetsToTransaction(OFFSETS, GROUP))
                .isInstanceOf(CommitFailedException.class)
                .hasMessageContaining(why);
    }

    private static Map<String, Object> named(String client) {
        return Map.of(CommonClientConfigs.CLIENT_ID_CONFIG, client);
    }

    private final class Names implements WatchedClients.Topics {
        @Override
        public Map<String, String> known() {
            return Map.copyOf(ids);
        }

        @Override
        public Map<String, Optional<String>> ask(Set<String> names) {
            assertThat(names).containsExactly("in");
            now += askingNanos;
            return answers.get(Math.min(questions++, answers.size() - 1));
        }
    }

    private final class Mocks implements KafkaClientSupplier {
        @Override
        public Admin getAdmin(Map<String, Object> config) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
            return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public void sendOffsetsToTransaction(
                        Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
                    now += sendingNanos;
                    super.sendOffsetsToTransaction(offsets, group);
                }
            };
        }

        @Override
        public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
            return new MockConsumer<>("earliest");
        }

        @Override
        public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
            return getConsumer(config);
        }

        @Override
        public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
            return getConsumer(config);
        }
    }
}
