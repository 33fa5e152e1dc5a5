package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/** What becomes of records when somebody alters the topics that they go to while the application runs, on a real broker. */
class AlteredTopicsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final String PROBE = "probe";
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        // Threads die here on purpose.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "exactly_once_v2,max.message.bytes,1000,output-too-large",
        "at_least_once,max.message.bytes,1000,output-too-large",
        "exactly_once_v2,cleanup.policy,compact,key-missing",
        "exactly_once_v2,message.timestamp.before.max.ms,3600000,timestamp-out-of-range",
        "exactly_once_v2,message.timestamp.after.max.ms,3600000,timestamp-out-of-range",
    })
    void shouldMakeDeadLettersOfWhatAResultTopicTakesNoMore(String guarantee, String limit, String value, String reason)
            throws Exception {
        // Given an application at work
        String name = "altered-" + guarantee + "-" + limit;
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("processing.guarantee", guarantee);
        alter(name, "message.timestamp.after.max.ms", Long.toString(2 * DAY_MS));
        alter(name + ".embeddings", "message.timestamp.after.max.ms", Long.toString(2 * DAY_MS));
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            cluster.produceTexts(name, 1, 0, 20);
            awaitEnd(app, name);

            // When its topic takes less, and records come that it refuses among such as it takes
            alter(name + ".embeddings", limit, value);
            awaitRefusal(refused(limit, name + ".embeddings", PROBE));
            for (int i = 0; i < 3; i++) {
                cluster.produceTexts(name, 1, 20 + 10 * i, 30 + 10 * i);
                produce(refused(limit, name, "refused " + i));
            }

            // Then those are dead letters that say why, and the others have their results
            awaitEnd(app, name);
            List<ConsumerRecord<byte[], byte[]>> letters = cluster.read(name + ".dead-letters");
            assertThat(letters)
                    .extracting(letter -> header(letter, ErrorHeaders.REASON))
                    .containsOnly(reason);
            assertThat(values(letters)).containsExactlyInAnyOrder("refused 0", "refused 1", "refused 2");
            assertThat(texts(name)).isEqualTo(texts(0, 50));
            assertThat(app.live().isUp()).isTrue();
        }
    }

    @Test
    void shouldSeeThatATopicTakesMoreThanBefore() throws Exception {
        // Given a topic that is too small for one kind of text
        String name = "raised";
        Map<String, String> settings = cluster.topics(name, 1);
        alter(name + ".embeddings", "max.message.bytes", "1000");
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            produce(refused("max.message.bytes", name, "too large"));
            await().atMost(LIMIT).until(() -> app.counters().deadLetters() == 1);

            // When
            alter(name + ".embeddings", "max.message.bytes", "100000");

            // Then one of the next has its result
            await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).until(() -> {
                produce(refused("max.message.bytes", name, "large"));
                return app.counters().outputs() > 0;
            });
        }
    }

    @Test
    void shouldCutDeadLettersToWhatTheirTopicTakesByNow() throws Exception {
        // Given
        String name = "letters";
        Map<String, String> settings = cluster.topics(name, 1);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            cluster.produceTexts(name, 1, 0, 10);
            awaitEnd(app, name);

            // When
            alter(name + ".dead-letters", "max.message.bytes", "10000");
            awaitRefusal(record(name + ".dead-letters", PROBE, PROBE + "-".repeat(50_000), now()));
            produce(record(name, "key", "!TOKENIZE_FAILED" + "-".repeat(50_000), now()));
            cluster.produceTexts(name, 1, 10, 20);

            // Then
            awaitEnd(app, name);
            assertThat(cluster.read(name + ".dead-letters"))
                    .filteredOn(letter -> !new String(letter.value(), UTF_8).startsWith(PROBE))
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(header(letter, ErrorHeaders.REASON)).isEqualTo("tokenize-failed");
                        assertThat(header(letter, ErrorHeaders.CUT)).startsWith("value=50016");
                        assertThat(letter.value()).hasSizeBetween(8_000, 10_000);
                    });
            assertThat(texts(name)).isEqualTo(texts(0, 20));
        }
    }

    @Test
    void shouldSayThatDeadLettersHaveNoPlaceAndGoOnWhenTheyHaveOne() throws Exception {
        // Given
        String name = "compacted";
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("progress.action", "wait");
        settings.put("thread.restarts", "0");
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            cluster.produceTexts(name, 1, 0, 10);
            awaitEnd(app, name);

            // When
            alter(name + ".dead-letters", "cleanup.policy", "compact");
            awaitRefusal(record(name + ".dead-letters", null, PROBE, now()));
            awaitReason(app, name + ".dead-letters is compacted");
            produce(record(name, null, "!TOKENIZE_FAILED", now()));

            // Then its thread dies again and again, and it waits
            awaitReason(app, "a stream thread died and is replaced");
            alter(name + ".dead-letters", "cleanup.policy", "delete");
            awaitEnd(app, name);
            await().atMost(LIMIT).until(() -> app.ready().isUp());
            assertThat(values(cluster.read(name + ".dead-letters"))).containsExactly("!TOKENIZE_FAILED");
        }
    }

    @Test
    void shouldEndWithTheReasonWhereDeadLettersHaveNoPlace() throws Exception {
        // Given
        String name = "ended";
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("thread.restarts", "1");
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            cluster.produceTexts(name, 1, 0, 10);
            awaitEnd(app, name);

            // When
            alter(name + ".dead-letters", "cleanup.policy", "compact");
            awaitRefusal(record(name + ".dead-letters", null, PROBE, now()));
            produce(record(name, null, "!TOKENIZE_FAILED", now()));

            // Then
            assertThat(app.awaitEnd(LIMIT)).isTrue();
            assertThat(app.failure()).get().satisfies(failure -> assertThat(failure)
                    .hasMessageContaining("dead.letter.topic = " + name + ".dead-letters is compacted"));
        }
    }

    @Test
    void shouldSayThatOnlyTheLastWindowOfATextWouldStay() throws Exception {
        // Given a record for each window of a text
        String name = "windows";
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("task.embeddings.window.records", "each");
        TextmillConfig config = TextmillConfig.parse(settings);
        try (StubEngine engine = StubEngine.fast();
                FreshLimits limits = new FreshLimits(
                        config, TextmillTopology.known(config, new StartUp(config).topics()), engine.tasks())) {
            limits.read();
            assertThat(limits.troubles(name)).isEmpty();

            // When
            alter(name + ".embeddings", "cleanup.policy", "compact");
            limits.read();

            // Then
            assertThat(limits.troubles(name))
                    .containsExactly("task.embeddings.window.records = each: topic windows.embeddings is compacted,"
                            + " and all windows of a text have its key: only the last would stay. Set its"
                            + " cleanup.policy to delete.");
            alter(name + ".embeddings", "cleanup.policy", "delete");
            limits.read();
            assertThat(limits.troubles(name)).isEmpty();
        }
    }

    @Test
    void shouldSayThatAStoreHasOtherPartitionsThanItsInput(@TempDir Path directory) throws Exception {
        // Given an application that judges texts
        String name = "grown";
        String store = "grown-anomalies-changelog";
        Map<String, String> settings = cluster.topics(name, 1);
        cluster.createTopic(name + ".anomalies", 2, Map.of());
        settings.put("anomaly.topic", name + ".anomalies");
        settings.put("kafka.state.dir", directory.toString());
        settings.put("thread.restarts", "1");
        TextmillConfig config = TextmillConfig.parse(settings);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(config, engine)) {
            cluster.produceTexts(name, 1, 0, 20);
            awaitEnd(app, name);

            // When its input grows
            cluster.admin()
                    .createPartitions(Map.of(name, NewPartitions.increaseTo(2)))
                    .all()
                    .get();

            // Then it says which topic is in the way
            await().atMost(LIMIT).until(() -> says(app, store + ", in which the application keeps what is usual"));
        }
        try (StubEngine engine = StubEngine.fast()) {
            assertThatThrownBy(() -> TextmillApp.start(config, engine))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(store, "has 1 partitions, expected 2", "delete that topic");
        }

        // And works again without it
        cluster.admin().deleteTopics(List.of(store)).all().get();
        await().atMost(LIMIT)
                .until(() -> !cluster.admin().listTopics().names().get().contains(store));
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(config, engine)) {
            cluster.produceTexts(name, 2, 20, 60);
            awaitEnd(app, name);
            assertThat(texts(name)).isEqualTo(texts(0, 60));
        }
    }

    private static void awaitReason(TextmillApp app, String words) {
        await().atMost(LIMIT).until(() -> app.ready().reasons().toString().contains(words));
    }

    private static boolean says(TextmillApp app, String words) {
        return app.ready().reasons().toString().contains(words)
                || app.failure().map(Throwable::toString).orElse("").contains(words);
    }

    @Test
    void shouldMakeADeadLetterOfFeedbackThatItsTopicTakesNoMore(@TempDir Path directory) throws Exception {
        // Given feedback for another partition than that in which it was written, in a topic that needs keys by now
        String name = "fed";
        Map<String, String> settings = cluster.topics(name, 2);
        cluster.createTopic(name + ".anomalies", 2, Map.of());
        cluster.createTopic(name + ".feedback", 2, Map.of());
        settings.put("anomaly.topic", name + ".anomalies");
        settings.put("anomaly.feedback.topic", name + ".feedback");
        settings.put("kafka.state.dir", directory.toString());
        String feedback = "{\"topic\":\"fed\",\"partition\":1,\"offset\":0,\"verdict\":\"fine\"}";
        produce(record(name + ".feedback", null, feedback, now()));
        produce(record(name + ".feedback", "key", feedback, now()));
        alter(name + ".feedback", "cleanup.policy", "compact");

        // When
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            awaitEnd(app, name, name + ".feedback");

            // Then what has a key is passed on
            assertThat(cluster.read(name + ".feedback"))
                    .filteredOn(record -> record.partition() == 1)
                    .hasSize(1);
            assertThat(cluster.read(name + ".dead-letters"))
                    .extracting(letter -> header(letter, ErrorHeaders.REASON))
                    .containsExactly("key-missing");
        }
    }

    /** A record that an output refuses by a limit, or whose result it refuses. */
    private static ProducerRecord<byte[], byte[]> refused(String limit, String topic, String value) {
        return switch (limit) {
            case "max.message.bytes" -> record(topic, "k".repeat(5_000), value, now());
            case "cleanup.policy" -> record(topic, null, value, now());
            case "message.timestamp.before.max.ms" -> record(topic, "old", value, now() - DAY_MS);
            case "message.timestamp.after.max.ms" -> record(topic, "early", value, now() + DAY_MS);
            default -> throw new IllegalArgumentException(limit);
        };
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, @Nullable String key, String value, long timestamp) {
        return new ProducerRecord<>(
                topic, 0, timestamp, key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8));
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private static void produce(ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            Cluster.send(producer, record);
        }
    }

    private static void alter(String topic, String name, String value) throws Exception {
        cluster.admin()
                .incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        await().atMost(LIMIT).until(() -> cluster.admin()
                .describeConfigs(List.of(resource))
                .all()
                .get()
                .values()
                .iterator()
                .next()
                .get(name)
                .value()
                .equals(value));
    }

    /** The controller has answered; the broker follows a moment later. */
    private static void awaitRefusal(ProducerRecord<byte[], byte[]> record) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            await().atMost(LIMIT).until(() -> {
                try {
                    producer.send(record).get();
                    return false;
                } catch (ExecutionException e) {
                    return true;
                }
            });
        }
    }

    private static void awaitEnd(TextmillApp app, String name) {
        awaitEnd(app, name, name);
    }

    private static void awaitEnd(TextmillApp app, String name, String topic) {
        await().atMost(LIMIT)
                .failFast("the application ended", () -> app.failure().isPresent())
                .until(() -> cluster.lag(name, topic) == 0);
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return record.headers().lastHeader(name) == null
                ? null
                : new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static Set<String> values(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> new String(record.value(), UTF_8))
                .filter(value -> !value.startsWith(PROBE))
                .collect(Collectors.toSet());
    }

    /** The texts that have a result; the probes have none of their keys. */
    private static Set<String> texts(String name) {
        Set<String> keys = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : cluster.read(name + ".embeddings")) {
            if (record.key() != null && new String(record.key(), UTF_8).startsWith("text ")) {
                keys.add(new String(record.key(), UTF_8));
            }
        }
        return keys;
    }

    private static Set<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "text " + i).collect(Collectors.toSet());
    }
}
