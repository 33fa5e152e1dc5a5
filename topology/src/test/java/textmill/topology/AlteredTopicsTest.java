package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static textmill.topology.AlteredTopics.header;
import static textmill.topology.AlteredTopics.now;
import static textmill.topology.AlteredTopics.record;
import static textmill.topology.AlteredTopics.texts;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/**
 * What becomes of records when somebody alters the topics that they go to while the application runs, on a real broker. Several
 * at a time: each has topics and an application of its own.
 */
class AlteredTopicsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final String PROBE = "probe";
    private static Cluster cluster;
    private static AlteredTopics topics;

    @BeforeAll
    static void startCluster() {
        // Threads die here on purpose.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        cluster = Cluster.start();
        topics = new AlteredTopics(cluster);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
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
        // Kafka's client can send a batch again for ever that it splits because the topic takes no such batches any
        // more.
        settings.put("kafka.producer.batch.size", "0");
        topics.alter(name, "message.timestamp.after.max.ms", Long.toString(2 * DAY_MS));
        topics.alter(name + ".embeddings", "message.timestamp.after.max.ms", Long.toString(2 * DAY_MS));
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            cluster.produceTexts(name, 1, 0, 20);
            topics.awaitEnd(app, name);

            // When its topic takes less, and records come that it refuses among such as it takes
            topics.alter(name + ".embeddings", limit, value);
            topics.awaitRefusal(refused(limit, name + ".embeddings", PROBE));
            for (int i = 0; i < 3; i++) {
                cluster.produceTexts(name, 1, 20 + 10 * i, 30 + 10 * i);
                topics.produce(refused(limit, name, "refused " + i));
            }

            // Then those are dead letters that say why, and the others have their results
            topics.awaitEnd(app, name);
            List<ConsumerRecord<byte[], byte[]>> letters = cluster.read(name + ".dead-letters");
            assertThat(letters)
                    .extracting(letter -> header(letter, ErrorHeaders.REASON))
                    .containsOnly(reason);
            assertThat(values(letters)).containsExactlyInAnyOrder("refused 0", "refused 1", "refused 2");
            assertThat(topics.texts(name)).isEqualTo(texts(0, 50));
            assertThat(app.live().isUp()).isTrue();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldSeeThatATopicTakesMoreThanBefore() throws Exception {
        // Given a topic that is too small for one kind of text
        String name = "raised";
        Map<String, String> settings = cluster.topics(name, 1);
        topics.alter(name + ".embeddings", "max.message.bytes", "1000");
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            topics.produce(refused("max.message.bytes", name, "too large"));
            await().atMost(LIMIT).until(() -> app.counters().deadLetters() == 1);

            // When
            topics.alter(name + ".embeddings", "max.message.bytes", "100000");

            // Then one of the next has its result
            await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).until(() -> {
                topics.produce(refused("max.message.bytes", name, "large"));
                return app.counters().outputs() > 0;
            });
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldCutDeadLettersToWhatTheirTopicTakesByNow() throws Exception {
        // Given
        String name = "letters";
        Map<String, String> settings = cluster.topics(name, 1);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            cluster.produceTexts(name, 1, 0, 10);
            topics.awaitEnd(app, name);

            // When
            topics.alter(name + ".dead-letters", "max.message.bytes", "10000");
            topics.awaitRefusal(record(name + ".dead-letters", PROBE, PROBE + "-".repeat(50_000), now()));
            topics.produce(record(name, "key", "!TOKENIZE_FAILED" + "-".repeat(50_000), now()));
            cluster.produceTexts(name, 1, 10, 20);

            // Then
            topics.awaitEnd(app, name);
            assertThat(cluster.read(name + ".dead-letters"))
                    .filteredOn(letter -> !new String(letter.value(), UTF_8).startsWith(PROBE))
                    .singleElement()
                    .satisfies(letter -> {
                        assertThat(header(letter, ErrorHeaders.REASON)).isEqualTo("tokenize-failed");
                        assertThat(header(letter, ErrorHeaders.CUT)).startsWith("value=50016");
                        assertThat(letter.value()).hasSizeBetween(8_000, 10_000);
                    });
            assertThat(topics.texts(name)).isEqualTo(texts(0, 20));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldSayThatDeadLettersHaveNoPlaceAndGoOnWhenTheyHaveOne() throws Exception {
        // Given
        String name = "compacted";
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("progress.action", "wait");
        settings.put("thread.restarts", "0");
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            cluster.produceTexts(name, 1, 0, 10);
            topics.awaitEnd(app, name);

            // When
            topics.alter(name + ".dead-letters", "cleanup.policy", "compact");
            topics.awaitRefusal(record(name + ".dead-letters", null, PROBE, now()));
            awaitReason(app, name + ".dead-letters is compacted");
            topics.produce(record(name, null, "!TOKENIZE_FAILED", now()));

            // Then its thread dies again and again, and it waits
            awaitReason(app, "a stream thread died and is replaced");
            topics.alter(name + ".dead-letters", "cleanup.policy", "delete");
            topics.awaitEnd(app, name);
            await().atMost(LIMIT).until(() -> app.ready().isUp());
            assertThat(values(cluster.read(name + ".dead-letters"))).containsExactly("!TOKENIZE_FAILED");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldEndWithTheReasonWhereDeadLettersHaveNoPlace() throws Exception {
        // Given
        String name = "ended";
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("thread.restarts", "1");
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            cluster.produceTexts(name, 1, 0, 10);
            topics.awaitEnd(app, name);

            // When
            topics.alter(name + ".dead-letters", "cleanup.policy", "compact");
            topics.awaitRefusal(record(name + ".dead-letters", null, PROBE, now()));
            topics.produce(record(name, null, "!TOKENIZE_FAILED", now()));

            // Then
            assertThat(app.awaitEnd(LIMIT)).isTrue();
            assertThat(app.failure()).get().satisfies(failure -> assertThat(failure)
                    .hasMessageContaining("dead.letter.topic = " + name + ".dead-letters is compacted"));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
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
            topics.alter(name + ".embeddings", "cleanup.policy", "compact");
            limits.read();

            // Then
            assertThat(limits.troubles(name))
                    .containsExactly("task.embeddings.window.records = each: topic windows.embeddings is compacted,"
                            + " and all windows of a text have its key: only the last would stay. Set its"
                            + " cleanup.policy to delete.");
            topics.alter(name + ".embeddings", "cleanup.policy", "delete");
            limits.read();
            assertThat(limits.troubles(name)).isEmpty();
        }
    }

    private static void awaitReason(TextmillApp app, String words) {
        await().atMost(LIMIT).until(() -> app.ready().reasons().toString().contains(words));
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

    private static Set<String> values(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> new String(record.value(), UTF_8))
                .filter(value -> !value.startsWith(PROBE))
                .collect(Collectors.toSet());
    }
}
