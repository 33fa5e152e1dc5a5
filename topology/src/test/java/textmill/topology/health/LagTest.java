package textmill.topology.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.ManualEngine;
import textmill.topology.testing.StubEngine;

/** The lag and the losses that the metrics show, on a real broker. */
class LagTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({"exactly_once_v2,classic", "exactly_once_v2,streams", "at_least_once,classic"})
    void shouldCountWaitingRecordsAndNoMarkers(String guarantee, String protocol) throws Exception {
        // Given a topic with a dotted name; two texts an hour old in a transaction, one aborted text behind them
        String name = "lag." + guarantee + "." + protocol;
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("processing.guarantee", guarantee);
        settings.put("group.protocol", protocol);
        settings.put("kafka.consumer.isolation.level", "read_committed");
        settings.put("request.timeout.ms", "600000");
        transactions(name);
        ManualEngine engine = new ManualEngine();
        try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            // When the engine has answered for one of them
            await().atMost(LIMIT).until(() -> engine.requests().size() == 2);
            engine.request("a").complete();
            await().atMost(LIMIT).until(() -> cluster.committed(name, new TopicPartition(name, 0)) == 1);

            // Then the other one waits, and is an hour old
            await().atMost(LIMIT).until(() -> lag(app, "seconds").orElse(0) >= 3_600);
            assertThat(lag(app, "records").orElse(0)).isPositive();

            // When all is done, only markers and an aborted record are left
            engine.request("b").complete();

            // Then nothing lags, and nobody else says otherwise
            await().atMost(LIMIT).until(() -> lag(app, "records").orElse(-1) == 0);
            assertThat(lag(app, "seconds")).hasValue(0);
            String metrics = app.metrics().scrape();
            assertThat(metrics).contains("topic=\"" + name + "\"").doesNotContain("records_lag");
            assertThat(metrics).doesNotContain("topic=\"" + name.replace('.', '_') + "\"");
            await().atMost(LIMIT).until(() -> app.ready().isUp());
        }
    }

    @ParameterizedTest
    @CsvSource({"exactly_once_v2,classic", "exactly_once_v2,streams"})
    void shouldCountWhatRetentionRemovedBeforeItWasRead(String guarantee, String protocol) throws Exception {
        // Given a group that has read 10 of 100 texts, and a topic that has forgotten 50
        String name = "removed-" + protocol;
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("processing.guarantee", guarantee);
        settings.put("group.protocol", protocol);
        cluster.produceTexts(name, 1, 0, 10);
        TopicPartition partition = new TopicPartition(name, 0);
        try (StubEngine engine = StubEngine.fast()) {
            try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
                await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
                assertThat(removed(app)).isZero();
            }
            cluster.produceTexts(name, 1, 10, 100);
            cluster.admin()
                    .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(50)))
                    .all()
                    .get();

            // When
            try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
                await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);

                // Then
                await().atMost(LIMIT).until(() -> removed(app) == 40);
                assertThat(app.counters().outputs()).isEqualTo(50);
            }
        }
    }

    @Test
    void shouldCountWhatIsRemovedWhileItWorks() throws Exception {
        // Given an application that reads little ahead, and whose engine answers for nothing behind the first texts
        String name = "removing";
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("kafka.consumer.max.poll.records", "5");
        settings.put("kafka.buffered.records.per.partition", "5");
        settings.put("kafka.consumer.max.partition.fetch.bytes", "100");
        settings.put("partition.window.texts", "1");
        settings.put("window.wait.ms", "60000");
        settings.put("request.timeout.ms", "600000");
        TopicPartition partition = new TopicPartition(name, 0);
        produceOneByOne(name, 10);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            engine.hold();
            produceOneByOne(name, 400);
            await().atMost(LIMIT).until(() -> app.counters().inFlight() > 0);

            // When
            cluster.admin()
                    .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(cluster.end(name) - 10)))
                    .all()
                    .get();
            engine.release();

            // Then what was not read is counted, whatever had been read by then
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            await().atMost(LIMIT).until(() -> removed(app) + app.counters().outputs() == 410);
            assertThat(removed(app)).isPositive();
        }
    }

    /** Each is a batch of its own, and fetched alone. */
    private static void produceOneByOne(String topic, int texts) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            for (int i = 0; i < texts; i++) {
                Cluster.send(producer, new ProducerRecord<>(topic, 0, null, ("text " + i).getBytes(UTF_8)));
            }
        }
    }

    private static double removed(TextmillApp app) {
        return value(app.metrics().scrape(), "textmill_records_removed_total\\{[^}]*} ([0-9.E]+)")
                .orElse(-1);
    }

    private static OptionalDouble lag(TextmillApp app, String unit) {
        return value(app.metrics().scrape(), "textmill_lag_" + unit + "\\{[^}]*} ([0-9.E]+)");
    }

    private static OptionalDouble value(String page, String pattern) {
        return Pattern.compile(pattern)
                .matcher(page)
                .results()
                .map((MatchResult found) -> found.group(1))
                .mapToDouble(Double::parseDouble)
                .findFirst();
    }

    private static void transactions(String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", cluster.bootstrapServers(), "transactional.id", topic);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            Cluster.send(producer, old(topic, "a"));
            Cluster.send(producer, old(topic, "b"));
            producer.commitTransaction();
            producer.beginTransaction();
            Cluster.send(producer, old(topic, "never"));
            producer.abortTransaction();
        }
    }

    private static ProducerRecord<byte[], byte[]> old(String topic, String text) {
        return new ProducerRecord<>(
                topic, 0, System.currentTimeMillis() - HOUR_MS, text.getBytes(UTF_8), text.getBytes(UTF_8));
    }
}
