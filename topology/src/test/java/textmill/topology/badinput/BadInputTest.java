package textmill.topology.badinput;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.events.TextEmbedding;
import textmill.schema.registry.SchemaRegistry;
import textmill.topology.TextmillApp;
import textmill.topology.badinput.BadInput.Expected;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.delivery.Counters;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.Results;
import textmill.topology.testing.StubEngine;
import textmill.topology.testing.Tail;

/** Each bad input alone, and as one among 64 good ones in the same batch. */
class BadInputTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int GOOD = 63;
    private static Cluster cluster;
    private static SchemaRegistry registry;
    private static StubEngine engine;
    private static TextmillApp app;
    private static KafkaProducer<byte[], byte[]> producer;
    private static Tail embeddings;
    private static Tail scores;
    private static Tail deadLetters;
    private static Results results;

    @BeforeAll
    static void start() {
        cluster = Cluster.start();
        registry = SchemaRegistry.connect(cluster.registryClient());
        Map<String, String> settings = cluster.topics("bad", 2);
        cluster.createTopic("bad.in", 2, Map.of("message.timestamp.after.max.ms", String.valueOf(Long.MAX_VALUE)));
        cluster.createTopic("bad.scores", 2, Map.of("max.message.bytes", String.valueOf(BadInputs.MAX_SCORES_BYTES)));
        settings.put("input.topic", "bad.in");
        settings.put("dead.letter.topic", "bad.dead-letters");
        settings.put("task.embeddings.topic", "bad.embeddings");
        settings.put("input.format", "avro");
        settings.put("max.text.characters", String.valueOf(BadInputs.MAX_CHARACTERS));
        settings.put("task.replaced-tokens.model", "stub");
        settings.put("task.replaced-tokens.topic", "bad.scores");
        engine = StubEngine.fast();
        app = TextmillApp.start(TextmillConfig.parse(settings), engine);
        producer = cluster.producer();
        embeddings = new Tail(cluster, "bad.embeddings");
        scores = new Tail(cluster, "bad.scores");
        deadLetters = new Tail(cluster, "bad.dead-letters");
        results = new Results(cluster);
    }

    @AfterAll
    static void stop() {
        producer.close();
        embeddings.close();
        scores.close();
        deadLetters.close();
        app.close();
        engine.close();
        cluster.close();
    }

    static Stream<BadInput> inputs() {
        return BadInputs.all(registry).stream();
    }

    @Test
    void shouldTryAtLeastSixtyInputs() {
        assertThat(BadInputs.all(registry)).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void shouldGetWhatItDeserves(BadInput bad) {
        // Given the bad one alone in one partition, and among 63 good ones in the other
        long inputs = app.counters().inputs();
        int position = new Random(bad.name().hashCode()).nextInt(GOOD + 1);
        send(0, bad);
        for (int i = 0; i <= GOOD; i++) {
            if (i == position) {
                send(1, bad);
            } else {
                byte[] text = BadInputs.good(registry, "good " + i);
                Cluster.sendLater(producer, new ProducerRecord<>("bad.in", 1, ("good " + i).getBytes(UTF_8), text));
            }
        }
        producer.flush();

        // When
        Counters counters = app.counters();
        await().atMost(LIMIT).until(() -> counters.inputs() == inputs + GOOD + 2 && counters.inFlight() == 0);

        // Then
        int extra = bad.expected() instanceof Expected.Result || bad.expected() instanceof Expected.Tombstone ? 2 : 0;
        List<ConsumerRecord<byte[], byte[]>> first = embeddings.next(GOOD + extra);
        List<ConsumerRecord<byte[], byte[]>> second = scores.next(GOOD + extra);
        List<ConsumerRecord<byte[], byte[]>> letters =
                deadLetters.next(bad.expected() instanceof Expected.DeadLetter ? 2 : 0);
        assertNeighboursUnaffected(first);
        assertNeighboursUnaffected(second);
        List<ConsumerRecord<byte[], byte[]>> own = new ArrayList<>(withoutNeighbours(first));
        own.addAll(withoutNeighbours(second));
        check(bad, own, letters);
        assertThat(counters.inputs())
                .isEqualTo(counters.outputs() + counters.tombstones() + counters.deadLetters() + counters.skips());
    }

    private static void check(
            BadInput bad, List<ConsumerRecord<byte[], byte[]>> own, List<ConsumerRecord<byte[], byte[]>> letters) {
        if (bad.expected() instanceof Expected.DeadLetter expected) {
            assertThat(own).isEmpty();
            assertThat(letters).hasSize(2).allSatisfy(letter -> checkLetter(bad, expected, letter));
        } else if (bad.expected() instanceof Expected.Result expected) {
            assertThat(own).hasSize(4).allSatisfy(result -> checkResult(bad, result));
            assertThat(own.subList(0, 2)).allSatisfy(result -> {
                TextEmbedding embedding = results.embedding(result);
                assertThat(embedding.getTruncated()).isEqualTo(expected.truncated());
                assertThat(embedding.getEmpty()).isEqualTo(expected.empty());
                assertThat(embedding.getSubstituted()).isEqualTo(expected.substituted());
            });
        } else if (bad.expected() instanceof Expected.Tombstone) {
            assertThat(own).hasSize(4).allSatisfy(result -> {
                assertThat(result.value()).isNull();
                assertThat(result.key()).isEqualTo(bad.key());
            });
        } else {
            assertThat(own).isEmpty();
            assertThat(letters).isEmpty();
        }
    }

    private static void checkResult(BadInput bad, ConsumerRecord<byte[], byte[]> result) {
        assertThat(result.value()).isNotNull();
        assertThat(result.key()).isEqualTo(bad.key());
        // The name of the input's schema must not stay: readers of the result would believe it.
        assertThat(result.headers().toArray())
                .containsExactlyElementsOf(bad.headers().stream()
                        .filter(header -> !header.key().equals("__value_schema_id"))
                        .toList());
        if (bad.timestamp() != null) {
            assertThat(result.timestamp()).isEqualTo(bad.timestamp());
        }
    }

    private static void checkLetter(BadInput bad, Expected.DeadLetter expected, ConsumerRecord<byte[], byte[]> letter) {
        assertThat(letter.key()).isEqualTo(bad.key());
        assertThat(letter.value()).isEqualTo(bad.value());
        assertThat(List.of(letter.headers().toArray()).subList(0, bad.headers().size()))
                .isEqualTo(bad.headers());
        assertThat(expected.reasons())
                .extracting(reason -> reason.code())
                .contains(header(letter, ErrorHeaders.REASON));
        assertThat(header(letter, ErrorHeaders.TOPIC)).isEqualTo("bad.in");
        assertThat(header(letter, ErrorHeaders.PARTITION)).isIn("0", "1");
        assertThat(header(letter, ErrorHeaders.OFFSET)).containsOnlyDigits();
        assertThat(header(letter, ErrorHeaders.MESSAGE)).isNotBlank();
        assertThat(header(letter, ErrorHeaders.STACKTRACE)).isNull();
    }

    private static void assertNeighboursUnaffected(List<ConsumerRecord<byte[], byte[]>> records) {
        assertThat(records.stream().filter(BadInputTest::isNeighbour).map(record -> new String(record.key(), UTF_8)))
                .hasSize(GOOD)
                .doesNotHaveDuplicates();
    }

    private static List<ConsumerRecord<byte[], byte[]>> withoutNeighbours(
            List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().filter(record -> !isNeighbour(record)).toList();
    }

    private static boolean isNeighbour(ConsumerRecord<byte[], byte[]> record) {
        return record.key() != null && new String(record.key(), UTF_8).matches("good \\d+");
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return record.headers().lastHeader(name) == null
                ? null
                : new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static void send(int partition, BadInput bad) {
        Cluster.sendLater(
                producer,
                new ProducerRecord<>("bad.in", partition, bad.timestamp(), bad.key(), bad.value(), bad.headers()));
    }
}
