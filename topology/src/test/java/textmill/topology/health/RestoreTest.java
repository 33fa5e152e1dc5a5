package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/** What an application says while its states are restored, on a real broker that does not get to send all of them. */
class RestoreTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final CountDownLatch GATE = new CountDownLatch(1);

    @TempDir
    private Path directory;

    /** Holds what the broker has sent to whatever restores states. */
    public static final class Held implements ConsumerInterceptor<byte[], byte[]> {
        private boolean restores;

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            try {
                if (restores) {
                    GATE.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {
            restores =
                    String.valueOf(configs.get(ConsumerConfig.CLIENT_ID_CONFIG)).endsWith("-restore-consumer");
        }
    }

    @Test
    void shouldSayThatStatesAreRestoredAndGoOn() {
        String name = "restored";
        try (Cluster cluster = Cluster.start();
                StubEngine engine = StubEngine.fast()) {
            // Given states that were lost with their disk, and records that wait
            Map<String, String> settings = settings(cluster, name);
            cluster.produceTexts(name, 2, 0, 200);
            try (TextmillApp app = start(settings, engine, "first")) {
                await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
                assertThat(app.counters().deadLetters()).isZero();
            }
            cluster.produceTexts(name, 2, 200, 300);
            settings.put("kafka.restore.consumer.interceptor.classes", Held.class.getName());

            try (TextmillApp app = start(settings, engine, "second")) {
                // When their restore stands, then that is said to be the reason
                await().atMost(LIMIT)
                        .until(() -> app.live().reasons().toString().contains("nothing has come for"));
                assertThat(app.ready().reasons())
                        .contains("Kafka Streams is REBALANCING")
                        .anySatisfy(reason -> assertThat(reason)
                                // The thread that restores may be held before it began with the second.
                                .matches("the states of (1 partition|2 partitions) are being restored, at most .*"));
                assertThat(app.counters().inFlight()).isZero();

                // And when it goes on, nothing is left of that
                GATE.countDown();
                await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
                await().atMost(LIMIT)
                        .until(() -> app.ready().isUp() && app.live().isUp());
                assertThat(cluster.read(name + ".anomalies")).hasSize(300);
            } finally {
                GATE.countDown();
            }
        }
    }

    private TextmillApp start(Map<String, String> settings, StubEngine engine, String disk) {
        settings.put("kafka.state.dir", directory.resolve(disk).toString());
        return TextmillApp.start(TextmillConfig.parse(settings), engine);
    }

    private static Map<String, String> settings(Cluster cluster, String name) {
        Map<String, String> settings = cluster.topics(name, 2);
        for (String output : List.of("anomalies", "alarms", "drift")) {
            cluster.createTopic(name + "." + output, 2, Map.of());
        }
        settings.put("task.replaced-tokens.model", "stub");
        settings.put("anomaly.topic", name + ".anomalies");
        settings.put("anomaly.alarm.topic", name + ".alarms");
        settings.put("anomaly.drift.topic", name + ".drift");
        settings.put("progress.action", "wait");
        settings.put("progress.timeout.ms", "2000");
        return settings;
    }
}
