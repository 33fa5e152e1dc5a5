package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.events.StreamDrift;
import textmill.events.TextAnomaly;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;
import textmill.schema.serde.SerdeClass;
import textmill.topology.anomaly.AnomalySettings;
import textmill.topology.anomaly.KeyState;
import textmill.topology.anomaly.Verdict;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.deadletter.Origin;
import textmill.topology.result.ResultTypes;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;
import textmill.topology.testing.StubResults;

/** Texts judged in the stream, on a real broker. */
class JudgingTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 2;
    private static final int TENANTS = 3;
    private static final AnomalySettings SETTINGS = new AnomalySettings(0.05, 60, 80, 3, 2, 20);
    private static final List<Task> TASKS = List.of(StubResults.TASKS.get(0), StubResults.TASKS.get(2));
    private static Cluster cluster;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startCluster() {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    private Map<String, String> settings(String name) {
        Map<String, String> settings = cluster.topics(name, PARTITIONS);
        for (String output : List.of("anomalies", "alarms", "drift", "feedback")) {
            cluster.createTopic(name + "." + output, PARTITIONS, Map.of());
        }
        settings.put("task.replaced-tokens.model", "stub");
        settings.put("anomaly.topic", name + ".anomalies");
        settings.put("anomaly.alarm.topic", name + ".alarms");
        settings.put("anomaly.drift.topic", name + ".drift");
        settings.put("anomaly.feedback.topic", name + ".feedback");
        settings.put("anomaly.key", "header:tenant");
        settings.put("anomaly.alarm.rate", "1/20");
        settings.put("anomaly.warm.up.texts", "60");
        settings.put("anomaly.reservoir.texts", "80");
        settings.put("anomaly.neighbours", "3");
        settings.put("anomaly.keys.max", "2");
        settings.put("anomaly.repeat.window.texts", "20");
        settings.put("kafka.state.dir", directory.resolve(name).toString());
        return settings;
    }

    private static void produce(String topic, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            for (int i = from; i < to; i++) {
                Cluster.sendLater(producer, text(topic, i % PARTITIONS, i / PARTITIONS % TENANTS, "text " + i));
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> text(String topic, int partition, int tenant, String text) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, null, text.getBytes(UTF_8));
        record.headers().add("tenant", ("tenant-" + tenant).getBytes(UTF_8));
        return record;
    }

    private static <T> List<T> read(String topic, Class<T> type) {
        Map<String, String> configs =
                Map.of("schema.registry.url", cluster.registryUrl(), "specific.avro.reader", "true");
        try (Deserializer<Object> deserializer = SerdeClass.deserializer(null, configs, false)) {
            List<T> records = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : cluster.read(topic)) {
                records.add(type.cast(deserializer.deserialize(topic, record.headers(), record.value())));
            }
            return records;
        }
    }

    /** What a run without any disturbance says of a topic's texts, in the order of their partitions. */
    private static List<String> undisturbed(String topic) {
        Map<String, KeyState> states = new HashMap<>();
        Map<Integer, List<String>> keys = new HashMap<>();
        List<String> expected = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : cluster.read(topic)) {
            String key = new String(record.headers().lastHeader("tenant").value(), UTF_8);
            List<String> own = keys.computeIfAbsent(record.partition(), unused -> new ArrayList<>());
            if (!own.contains(key) && own.size() < SETTINGS.keys()) {
                own.add(key);
            }
            KeyState state = states.computeIfAbsent(
                    record.partition() + (own.contains(key) ? key : "shared"), unused -> new KeyState(SETTINGS));
            String text = new String(record.value(), UTF_8);
            Outcome.Success results = (Outcome.Success) StubResults.of(text, TASKS);
            Origin origin = new Origin(topic, record.partition(), record.offset());
            long texts = state.texts();
            var assessment = state.assess(ResultTypes.evidence(text, TASKS, results.results()), origin);
            state.learn(assessment.lesson());
            Verdict verdict = assessment.verdict();
            expected.add(origin + " " + key + " " + !own.contains(key) + " " + texts + " " + verdict.p() + " "
                    + verdict.threshold() + " " + verdict.alarm() + " " + verdict.warming());
        }
        return expected.stream().sorted().toList();
    }

    private static String shown(TextAnomaly anomaly) {
        return new Origin(anomaly.getSourceTopic(), anomaly.getSourcePartition(), anomaly.getSourceOffset()) + " "
                + anomaly.getKey() + " " + anomaly.getShared() + " " + anomaly.getTexts() + " " + anomaly.getP() + " "
                + anomaly.getThreshold() + " " + anomaly.getAlarm() + " " + anomaly.getWarming();
    }

    private static List<String> judged(String topic) {
        return read(topic + ".anomalies", TextAnomaly.class).stream()
                .map(JudgingTest::shown)
                .sorted()
                .toList();
    }

    private static void awaitAll(String topic) {
        // Awaitility would take the deaths of threads, which are the point, for failures.
        await().dontCatchUncaughtExceptions().atMost(LIMIT).until(() -> cluster.lag(topic, topic) == 0);
    }

    /** The engine loses its device three times, the process ends twice, and once its disk with it. */
    @Test
    void shouldJudgeAsAnUndisturbedRunWould() {
        // Given
        Map<String, String> settings = settings("judged");
        produce("judged", 0, 1200);

        // When
        try (StubEngine engine = StubEngine.fast()) {
            engine.loseDevice(250, 3);
            try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
                awaitAll("judged");
                assertThat(engine.deaths()).isEqualTo(3);
                assertThat(app.metrics().scrape())
                        .contains("textmill_anomaly_keys 4.0")
                        .containsPattern("textmill_anomaly_texts_total\\{judgement=\"alarm\"} [1-9]");
            }
        }
        produce("judged", 1200, 2000);
        runOnce("judged", settings);
        settings.put("kafka.state.dir", directory.resolve("another").toString());
        produce("judged", 2000, 3000);
        runOnce("judged", settings);

        // Then
        List<String> judged = judged("judged");
        assertThat(judged).hasSize(3000).isEqualTo(undisturbed("judged"));
        List<TextAnomaly> alarms = read("judged.anomalies", TextAnomaly.class).stream()
                .filter(TextAnomaly::getAlarm)
                .toList();
        assertThat(alarms).hasSizeGreaterThan(20);
        assertThat(read("judged.alarms", TextAnomaly.class)).containsAll(alarms);
    }

    private static void runOnce(String topic, Map<String, String> settings) {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            awaitAll(topic);
            assertThat(app.counters().deadLetters()).isZero();
        }
    }

    @Test
    void shouldTakeFeedbackInWhicheverPartitionItIsWritten() {
        // Given an alarm
        Map<String, String> settings = settings("fed-back");
        produce("fed-back", 0, 900);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine);
                KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            awaitAll("fed-back");
            TextAnomaly alarm = lastAlarm("fed-back");
            int tenant = Integer.parseInt(Objects.requireNonNull(alarm.getKey()).substring("tenant-".length()));
            String text = "text " + (alarm.getSourceOffset() * PARTITIONS + alarm.getSourcePartition());

            // When somebody says so in the wrong partition, and nonsense
            String feedback = String.format(
                    "{\"topic\":\"fed-back\",\"partition\":%d,\"offset\":%d,\"verdict\":\"fine\",\"by\":\"me\"}",
                    alarm.getSourcePartition(), alarm.getSourceOffset());
            Cluster.send(producer, feedback(1 - alarm.getSourcePartition(), feedback));
            Cluster.send(producer, feedback(0, feedback.replace("fine", "splendid")));
            Cluster.send(producer, feedback(0, feedback.replace("\"partition\":", "\"partition\":7")));
            Cluster.send(producer, feedback(1, "{}"));
            String wordy = feedback.replace("\"by\":\"me\"", "\"by\":\"" + "me ".repeat(30_000) + "\"");
            Cluster.send(producer, feedback(1 - alarm.getSourcePartition(), wordy));
            await().atMost(LIMIT).until(() -> app.metrics().scrape().contains("feedback=\"fine\"} 1.0"));
            Cluster.send(producer, text("fed-back", alarm.getSourcePartition(), tenant, text));
            awaitAll("fed-back");
            await().atMost(LIMIT).until(() -> cluster.lag("fed-back", "fed-back.feedback") == 0);
            assertThat(app.metrics().scrape()).contains("feedback=\"passed-on\"} 1.0", "feedback=\"unreadable\"} 4.0");

            // Then
            TextAnomaly again = read("fed-back.anomalies", TextAnomaly.class).stream()
                    .filter(anomaly -> anomaly.getSourcePartition() == alarm.getSourcePartition())
                    .reduce((a, b) -> b)
                    .orElseThrow();
            assertThat(again.getAlarm()).isFalse();
            // An alarm never joins the normal texts unless somebody says that it was fine.
            assertThat(again.getNearest().get(0).getOffset()).isEqualTo(alarm.getSourceOffset());
            assertThat(again.getNearest().get(0).getDistance()).isZero();
            assertThat(cluster.read("fed-back.dead-letters")).hasSize(4).allSatisfy(letter -> assertThat(
                            letter.headers().lastHeader(ErrorHeaders.REASON).value())
                    .asString(UTF_8)
                    .isEqualTo("feedback-unreadable"));
        }
    }

    private static ProducerRecord<byte[], byte[]> feedback(int partition, String json) {
        return new ProducerRecord<>("fed-back.feedback", partition, null, json.getBytes(UTF_8));
    }

    private static TextAnomaly lastAlarm(String topic) {
        return read(topic + ".alarms", TextAnomaly.class).stream()
                .filter(TextAnomaly::getAlarm)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    /** The same engine with models that are others by their fingerprint. */
    private record Retrained(InferenceEngine engine) implements InferenceEngine {
        @Override
        public List<Task> tasks() {
            return engine.tasks().stream()
                    .map(task -> new Task(task.name(), task.type(), task.model(), "retrained"))
                    .toList();
        }

        @Override
        public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait)
                throws InterruptedException {
            return engine.submit(input, tasks, maxWait);
        }

        @Override
        public EngineStatistics statistics() {
            return engine.statistics();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    @Test
    void shouldBeginAnewVisiblyWithAnotherModel() {
        Map<String, String> settings = settings("retrained");
        produce("retrained", 0, 600);
        runOnce("retrained", settings);
        produce("retrained", 600, 606);

        try (InferenceEngine engine = new Retrained(StubEngine.fast());
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            awaitAll("retrained");
            assertThat(app.metrics().scrape()).contains("textmill_anomaly_resets_total 6.0");
        }

        assertThat(read("retrained.drift", StreamDrift.class)).hasSize(6).allSatisfy(event -> {
            assertThat(event.getWhat()).isEqualTo("models");
            assertThat(event.getBefore()).contains("stub-embedding f1");
            assertThat(event.getAfter()).contains("stub-embedding retrained");
        });
        assertThat(read("retrained.anomalies", TextAnomaly.class).stream()
                        .filter(anomaly -> anomaly.getSourceOffset() >= 300))
                .hasSize(6)
                .allMatch(anomaly -> anomaly.getWarming() && anomaly.getTexts() == 0);
    }

    @Test
    void shouldRefuseFeedbackThatCouldNotReachItsText() {
        Map<String, String> settings = settings("refused-feedback");
        cluster.createTopic("refused-feedback.wide", 3, Map.of());
        settings.put("anomaly.feedback.topic", "refused-feedback.wide");

        try (StubEngine engine = StubEngine.fast()) {
            ConfigException refusal = catchThrowableOfType(
                    ConfigException.class, () -> TextmillApp.start(TextmillConfig.parse(settings), engine));
            assertThat(refusal.problems())
                    .containsExactly(
                            "anomaly.feedback.topic = refused-feedback.wide has 3 partitions, expected 2 as the"
                                    + " input has: feedback goes to the partition of its text. Create it with as many.");
        }
    }

    @Test
    void shouldSayInOneLineThatAnotherProcessHasTheStateDirectory() {
        // Given
        Map<String, String> settings = settings("twice");
        try (StubEngine engine = StubEngine.fast();
                TextmillApp first = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            assertThat(first.live().isUp()).isTrue();

            // When
            ConfigException refused = catchThrowableOfType(
                    ConfigException.class, () -> TextmillApp.start(TextmillConfig.parse(settings), engine));

            // Then
            assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .startsWith("kafka.state.dir = " + settings.get("kafka.state.dir"))
                    .contains("another process");
        }
    }
}
