package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.ManualEngine;
import textmill.topology.testing.Results;
import textmill.topology.testing.StubEngine;

/** Several pipelines in one process, on a real broker. */
class PipelinesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    /** Topics {@code name.a}, {@code name.b} for pipeline one, {@code name.c} for pipeline two. */
    private static Map<String, String> settings(String name) {
        for (String input : List.of(".a", ".b", ".c")) {
            cluster.topics(name + input, 2);
        }
        return new HashMap<>(Map.ofEntries(
                Map.entry("bootstrap.servers", cluster.bootstrapServers()),
                Map.entry("schema.registry.url", cluster.registryUrl()),
                Map.entry("application.id", name),
                Map.entry("input.format", "string"),
                Map.entry("http.port", "0"),
                Map.entry("kafka.consumer.auto.offset.reset", "earliest"),
                Map.entry(Cluster.TRANSACTION_TIMEOUT, "600000"),
                Map.entry("task.embeddings.model", "stub"),
                Map.entry("pipeline.one.input.topic", name + ".a," + name + ".b"),
                Map.entry("pipeline.one.task.classifications.model", "stub"),
                Map.entry("pipeline.two.input.topic", name + ".c")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldServeThemTogetherOrApart(boolean apart) {
        // Given
        String name = apart ? "apart" : "together";
        Map<String, String> settings = settings(name);
        if (apart) {
            settings.put("pipeline.two.application.id", name + "-alone");
        }
        String group = apart ? name + "-alone" : name;
        cluster.produceTexts(name + ".a", 2, 0, 300);
        cluster.produceTexts(name + ".b", 2, 300, 500);
        cluster.produceTexts(name + ".c", 2, 500, 900);

        // When
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag(name, name + ".a") == 0);
            await().atMost(LIMIT).until(() -> cluster.lag(name, name + ".b") == 0);
            await().atMost(LIMIT).until(() -> cluster.lag(group, name + ".c") == 0);

            // Then
            assertThat(app.counters("one").outputs()).isEqualTo(500);
            assertThat(app.counters("two").outputs()).isEqualTo(400);
            assertThat(app.metrics().scrape())
                    .contains("textmill_records_read_total{pipeline=\"one\"} 500.0")
                    .contains("textmill_records_ended_total{ending=\"result\",pipeline=\"two\"} 400.0")
                    .containsPattern(
                            "textmill_task\\{fingerprint=\"[^\"]*\",kind=\"embedding\",model=\"stub-embedding\","
                                    + "pipeline=\"two\",task=\"embeddings\",topic=\"" + name
                                    + "\\.c\\.embeddings\"} 1\\.0");
        }
        new Results(cluster).assertExactAndInOrder(cluster.read(name + ".c.embeddings"), 400);
        List<ConsumerRecord<byte[], byte[]>> first = cluster.read(name + ".a.embeddings");
        assertThat(first).hasSize(500).allMatch(record -> "one".equals(pipeline(record)));
        assertThat(cluster.read(name + ".a.classifications")).hasSize(500);
        assertThat(cluster.read(name + ".b.embeddings")).isEmpty();
    }

    @Test
    void shouldHoldBackTheOffsetsOfEveryInputByOneRule() throws Exception {
        // Given
        Map<String, String> settings = settings("held");
        settings.put("request.timeout.ms", "600000");
        cluster.produceTexts("held.a", 1, 0, 5);
        cluster.produceTexts("held.b", 1, 5, 10);
        cluster.produceTexts("held.c", 1, 10, 15);
        ManualEngine engine = new ManualEngine();
        try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> engine.requests().size() == 15);

            // When all are done but one of each pipeline
            for (int i = 0; i < 15; i++) {
                if (i != 7 && i != 11) {
                    engine.request("text " + i).complete();
                }
            }

            // Then
            await().atMost(LIMIT).until(() -> committed("held.a") == 5);
            await().atMost(LIMIT).until(() -> committed("held.b") == 2);
            await().atMost(LIMIT).until(() -> committed("held.c") == 1);
            engine.request("text 7").complete();
            await().atMost(LIMIT).until(() -> committed("held.b") == 5);
            assertThat(committed("held.c")).isEqualTo(1);
            assertThat(app.counters("two").outputs()).isEqualTo(1);
            engine.request("text 11").complete();
            await().atMost(LIMIT).until(() -> committed("held.c") == 5);
        }
    }

    @Test
    void shouldStopApplicationsAtTheSameTime() throws Exception {
        // Given two applications, each with a text in flight
        Map<String, String> settings = settings("stops");
        settings.put("pipeline.two.application.id", "stops-alone");
        settings.put("stop.timeout.ms", "600000");
        settings.put("request.timeout.ms", "600000");
        cluster.produceTexts("stops.a", 1, 0, 1);
        cluster.produceTexts("stops.c", 1, 1, 2);
        ManualEngine engine = new ManualEngine();
        TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine);
        await().atMost(LIMIT).until(() -> engine.requests().size() == 2);

        // When the second one could end and the first one waits
        Thread stop = new Thread(app::close, "stop");
        stop.start();
        engine.request("text 1").complete();
        await().atMost(LIMIT).until(() -> members("stops-alone") == 0);
        assertThat(members("stops")).isPositive();
        engine.request("text 0").complete();

        // Then
        await().atMost(LIMIT).until(() -> !stop.isAlive());
        // A commit is answered before it is seen.
        await().atMost(LIMIT).until(() -> cluster.lag("stops", "stops.a") == 0);
        await().atMost(LIMIT).until(() -> cluster.lag("stops-alone", "stops.c") == 0);
    }

    @Test
    void shouldNameThePipelineInDeadLetters() {
        // Given
        Map<String, String> settings = settings("bad");
        settings.put("dead.letter.topic", "bad.a.dead-letters");

        // When
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine);
                var producer = cluster.producer()) {
            Cluster.send(
                    producer,
                    new org.apache.kafka.clients.producer.ProducerRecord<>(
                            "bad.c", "!INFERENCE_FAILED".getBytes(UTF_8)));
            await().atMost(LIMIT).until(() -> app.counters("two").deadLetters() == 1);
            await().atMost(LIMIT).until(() -> cluster.read("bad.a.dead-letters").size() == 1);
        }

        // Then
        ConsumerRecord<byte[], byte[]> letter =
                cluster.read("bad.a.dead-letters").get(0);
        assertThat(pipeline(letter)).isEqualTo("two");
        assertThat(new String(letter.headers().lastHeader(ErrorHeaders.TOPIC).value(), UTF_8))
                .isEqualTo("bad.c");
    }

    @Test
    void shouldRefuseATopicForResultsOfTwoKinds() {
        Map<String, String> settings = settings("kinds");
        settings.put("pipeline.two.task.classifications.model", "stub");
        settings.put("pipeline.two.task.classifications.topic", "kinds.a.embeddings");

        try (StubEngine engine = StubEngine.fast()) {
            assertThatThrownBy(() -> TextmillApp.start(TextmillConfig.parse(settings), engine))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("a topic holds results of one kind");
        }
    }

    private static int members(String group) throws Exception {
        return Objects.requireNonNull(cluster.admin()
                        .describeConsumerGroups(List.of(group))
                        .describedGroups()
                        .get(group))
                .get()
                .members()
                .size();
    }

    private static long committed(String topic) {
        return cluster.committed("held", new TopicPartition(topic, 0));
    }

    private static String pipeline(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader(ErrorHeaders.PIPELINE).value(), UTF_8);
    }
}
