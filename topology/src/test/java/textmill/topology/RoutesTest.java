package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/** Results that go to further topics, on a real broker. The stub's label is by the parity of the text's length. */
class RoutesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TEXTS = 600;
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    private static Map<String, String> settings(String name, Map<String, Map<String, String>> routes) {
        Map<String, String> settings = cluster.topics(name, 2);
        settings.put("task.classifications.model", "stub");
        settings.put("task.replaced-tokens.model", "stub");
        routes.forEach((route, conditions) -> {
            String prefix = "task." + route.replace("/", ".route.") + ".";
            String topic = name + "." + route.replace('/', '-');
            cluster.createTopic(topic, 2, Map.of());
            settings.put(prefix + "topic", topic);
            conditions.forEach((key, value) -> settings.put(prefix + key, value));
        });
        return settings;
    }

    /** The engine loses its device three times, and with it threads and open transactions. */
    @Test
    void shouldRouteWhatTheConditionsSayExactlyOnceAndInOrder() {
        // Given
        Map<String, String> settings = settings(
                "routes",
                Map.of(
                        "classifications/odd", Map.of("labels", "odd,other"),
                        "classifications/sure", Map.of("score.above", "0.75"),
                        "classifications/weak", Map.of("score.below", "0.8", "labels", "even"),
                        "classifications/strange", Map.of("out.of.scope.above", "0.1"),
                        "classifications/lost", Map.of("out.of.scope.above", "0.125"),
                        "replaced-tokens/flagged", Map.of("flagged", "true", "score.above", "0.7"),
                        "replaced-tokens/clean", Map.of("flagged", "false")));
        cluster.produceTexts("routes", 2, 0, TEXTS);

        // When
        try (StubEngine engine = StubEngine.fast()) {
            engine.loseDevice(150, 3);
            try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
                // Awaitility would take the deaths of threads, which are the point, for failures.
                await().dontCatchUncaughtExceptions().atMost(LIMIT).until(() -> cluster.lag("routes", "routes") == 0);
                assertThat(engine.deaths()).isEqualTo(3);
                assertThat(app.counters().deadLetters()).isZero();
            }
        }

        // Then
        List<ConsumerRecord<byte[], byte[]>> all = cluster.read("routes.classifications");
        assertThat(all).hasSize(TEXTS);
        assertRouted("routes.classifications-odd", all, key -> key.length() % 2 == 1);
        assertRouted("routes.classifications-sure", all, key -> false);
        assertRouted("routes.classifications-weak", all, key -> key.length() % 2 == 0);
        assertRouted("routes.classifications-strange", all, key -> true);
        assertRouted("routes.classifications-lost", all, key -> false);
        assertRouted("routes.replaced-tokens-flagged", cluster.read("routes.replaced-tokens"), key -> true);
        assertThat(cluster.read("routes.replaced-tokens-clean")).isEmpty();
    }

    /** What a route has are the records of the task's own topic, one for one, but for the schema's id. */
    private static void assertRouted(
            String topic, List<ConsumerRecord<byte[], byte[]>> all, Predicate<String> condition) {
        assertThat(shown(cluster.read(topic), key -> true)).as(topic).isEqualTo(shown(all, condition));
    }

    /** Partition by partition, since two of them are read in any order. */
    private static List<String> shown(List<ConsumerRecord<byte[], byte[]>> records, Predicate<String> condition) {
        return records.stream()
                .sorted(Comparator.comparingInt(ConsumerRecord::partition))
                .filter(record -> condition.test(new String(record.key(), UTF_8)))
                .map(RoutesTest::shown)
                .toList();
    }

    private static String shown(ConsumerRecord<byte[], byte[]> record) {
        String body =
                new String(record.value(), 5, record.value().length - 5, java.nio.charset.StandardCharsets.ISO_8859_1);
        return record.partition() + " " + record.timestamp() + " " + new String(record.key(), UTF_8) + " " + body;
    }

    @Test
    void shouldSendTombstonesToEveryRoute() {
        Map<String, String> settings = settings("gone", Map.of("classifications/odd", Map.of("labels", "nobody")));
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            Cluster.send(producer, new ProducerRecord<>("gone", 0, "k".getBytes(UTF_8), null));
        }

        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> app.counters().tombstones() == 1);
        }

        assertThat(cluster.read("gone.classifications-odd"))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isNull());
    }

    @Test
    void shouldRefuseRoutesThatCannotBe() {
        Map<String, String> settings = settings("refused", Map.of());
        settings.put("task.classifications.route.a.topic", "refused-missing");
        settings.put("task.classifications.route.a.flagged", "true");
        settings.put("task.embeddings.route.b.topic", "refused-missing-too");
        settings.put("task.embeddings.route.b.labels", "x");
        settings.put("task.replaced-tokens.route.c.topic", "refused-c");
        settings.put("task.replaced-tokens.route.c.score.above", "high");

        try (StubEngine engine = StubEngine.fast()) {
            assertThat(problems(settings, engine))
                    .containsExactly(
                            "Topic refused-c does not exist: create it, or correct its name.",
                            "Topic refused-missing does not exist: create it, or correct its name.",
                            "Topic refused-missing-too does not exist: create it, or correct its name.");
            for (String topic : List.of("refused-c", "refused-missing", "refused-missing-too")) {
                cluster.createTopic(topic, 2, Map.of());
            }
            assertThat(problems(settings, engine))
                    .containsExactly(
                            "task.classifications.route.a.flagged: results of kind classification have no condition"
                                    + " flagged; they have labels, out.of.scope.above, score.above, score.below.",
                            "task.embeddings.route.b.labels: results of kind embedding have no condition labels; they"
                                    + " have none.",
                            "task.replaced-tokens.route.c.score.above = high: expected number from 0 to 1.");
        }
    }

    private static List<String> problems(Map<String, String> settings, StubEngine engine) {
        return catchThrowableOfType(
                        ConfigException.class, () -> TextmillApp.start(TextmillConfig.parse(settings), engine))
                .problems();
    }
}
