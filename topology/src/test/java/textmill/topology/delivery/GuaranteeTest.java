package textmill.topology.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.FunctionCounter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.ManualEngine;
import textmill.topology.testing.Results;
import textmill.topology.testing.StubEngine;

/** The delivery guarantees on a real broker. */
class GuaranteeTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** Threads that die again and again are replaced after ever longer pauses: after ten of them 40 s were pauses. */
    private static final Duration DYING_LIMIT = LIMIT.plusSeconds(60);

    private static Cluster cluster;
    private static Results results;

    @BeforeAll
    static void startCluster() {
        // Threads die here on purpose.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        cluster = Cluster.start();
        results = new Results(cluster);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    /** Fails if a version of Kafka Streams goes round the client supplier. */
    @ParameterizedTest
    @CsvSource({"exactly_once_v2,classic", "exactly_once_v2,streams", "at_least_once,classic"})
    void shouldNeverCommitBeyondTheOldestUnfinishedRecord(String guarantee, String protocol) throws Exception {
        // Given
        String name = "held-" + guarantee + "-" + protocol;
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("processing.guarantee", guarantee);
        settings.put("group.protocol", protocol);
        settings.put("request.timeout.ms", "600000");
        cluster.produceTexts(name, 1, 0, 10);
        TopicPartition partition = new TopicPartition(name, 0);
        ManualEngine engine = new ManualEngine();
        try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> engine.requests().size() == 10);

            // When all are done but the fourth
            for (int i = 0; i < 10; i++) {
                if (i != 3) {
                    engine.request("text " + i).complete();
                }
            }

            // Then three are written and committed, and no commit goes further,
            await().atMost(LIMIT).until(() -> app.counters().outputs() == 3);
            await().atMost(LIMIT).until(() -> cluster.committed(name, partition) == 3);

            // also when more records make it commit again
            long offsets = offsetsWritten();
            cluster.produceTexts(name, 1, 10, 20);
            await().atMost(LIMIT).until(() -> engine.requests().size() == 20);
            await().atMost(LIMIT).until(() -> offsetsWritten() > offsets);
            assertThat(cluster.committed(name, partition)).isEqualTo(3);
            assertThat(cluster.read(name + ".embeddings")).hasSize(3);

            // When all are done
            engine.requests().forEach(ManualEngine.Request::complete);

            // Then everything is written and committed
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            results.assertExactAndInOrder(cluster.read(name + ".embeddings"), 20);
        }
    }

    @ParameterizedTest
    @CsvSource({"classic", "streams"})
    void shouldBeExactAndInOrderWhenThreadsDieInFlight(String protocol) throws Exception {
        // Given
        String name = "dying-" + protocol;
        int count = 8_000;
        Map<String, String> settings = cluster.topics(name, 4);
        settings.put("group.protocol", protocol);
        settings.put("num.stream.threads", "2");
        settings.put("thread.restarts", "1000");
        cluster.produceTexts(name, 4, 0, count);
        try (StubEngine engine = StubEngine.fast()) {
            // When the device is lost again and again while texts are in flight
            engine.loseDevice(1_500, 5);
            try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {

                // Then
                await().atMost(DYING_LIMIT).until(() -> cluster.lag(name, name) == 0);
                assertThat(engine.deaths()).isEqualTo(5);
                results.assertExactAndInOrder(cluster.read(name + ".embeddings"), count);
                assertThat(app.counters().returned()).isPositive();
                assertThat(cluster.read(name + ".dead-letters")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"exactly_once_v2", "at_least_once"})
    void shouldHandPartitionsOverWithoutARepetition(String guarantee) throws Exception {
        // Given
        String name = "handed-" + guarantee;
        Map<String, String> settings = cluster.topics(name, 4);
        settings.put("processing.guarantee", guarantee);
        cluster.produceTexts(name, 4, 0, 3_000);
        try (StubEngine engine = StubEngine.fast()) {
            TextmillApp first = TextmillApp.start(TextmillConfig.parse(settings), engine);
            try (TextmillApp second = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
                // When another instance joins, and both have work
                AtomicInteger produced = new AtomicInteger(3_000);
                await().pollInterval(Duration.ofMillis(100)).atMost(LIMIT).until(() -> {
                    more(name, produced);
                    return second.counters().outputs() > 0;
                });
                // and the first one leaves with texts in flight
                more(name, produced);
                first.close();
                int count = more(name, produced);

                // Then
                await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
                results.assertExactAndInOrder(cluster.read(name + ".embeddings"), count);
                assertThat(first.counters().outputs() + second.counters().outputs())
                        .isEqualTo(count);
            } finally {
                first.close();
            }
        }
    }

    private static int more(String topic, AtomicInteger produced) {
        int from = produced.getAndAdd(500);
        cluster.produceTexts(topic, 4, from, from + 500);
        return from + 500;
    }

    @Test
    void shouldWriteNoOffsetsWhileIdle() throws Exception {
        Map<String, String> settings = cluster.topics("idle", 1);
        cluster.produceTexts("idle", 1, 0, 10);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag("idle", "idle") == 0);
            // The round that finds nothing left can follow the last commit, and brings one more.
            goRound(app);
            long before = offsetsWritten();

            // When
            goRound(app);

            // Then
            assertThat(offsetsWritten()).isEqualTo(before);
        }
    }

    /** Returns when its threads have gone round so often that each would have committed several times. */
    private static void goRound(TextmillApp app) {
        double polls = polls(app);
        await().atMost(LIMIT).until(() -> polls(app) > polls + 200);
    }

    private static double polls(TextmillApp app) {
        return app.metrics().registry().find("kafka.stream.thread.poll.total").functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private static long offsetsWritten() {
        return cluster.end("__consumer_offsets");
    }
}
