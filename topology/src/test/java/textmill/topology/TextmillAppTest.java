package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.Refusal;
import textmill.topology.testing.Results;
import textmill.topology.testing.StubEngine;

class TextmillAppTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldComputeEveryTextOnceAndCommitToTheEnd() throws Exception {
        // Given
        Map<String, String> settings = cluster.topics("whole", 4);
        cluster.produceTexts("whole", 4, 0, 2_000);

        // When
        List<ConsumerRecord<byte[], byte[]>> results;
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> app.counters().outputs() == 2_000);
            await().atMost(LIMIT).until(() -> cluster.lag("whole", "whole") == 0);
            results = cluster.read("whole.embeddings");

            // Then
            HttpResponse<String> ready =
                    await().atMost(LIMIT).until(() -> get(app, "/health/ready"), answer -> answer.statusCode() == 200);
            assertThat(get(app, "/health/live").body()).contains("\"UP\"");
            assertThat(ready.body())
                    .isEqualTo("{\"status\":\"UP\",\"reasons\":[],\"devices\":"
                            + "[\"stub-model on cpu: 3 nodes on CPUExecutionProvider\"]}\n");
            assertThat(get(app, "/metrics").body())
                    .contains("textmill_records_read_total 2000.0")
                    .contains("textmill_records_ended_total{ending=\"result\"} 2000.0")
                    .contains("textmill_engine_texts_total 2000.0")
                    .contains("textmill_engine_nodes{device=\"cpu\",model=\"stub-model\","
                            + "provider=\"CPUExecutionProvider\"} 3.0")
                    .contains("kafka_stream_");
            assertThat(get(app, "/nothing").statusCode()).isEqualTo(404);
        }
        new Results(cluster).assertExactAndInOrder(results, 2_000);
    }

    @Test
    void shouldNameEveryMissingTopic() {
        Map<String, String> settings = cluster.topics("missing", 1);
        settings.put("input.topic", "nowhere");
        settings.put("task.embeddings.topic", "missing.embeddings");
        settings.put("dead.letter.topic", "nowhere-else");
        settings.put("task.embeddings.topic", "missing.embeddings");

        try (StubEngine engine = StubEngine.fast()) {
            assertThatThrownBy(() -> TextmillApp.start(TextmillConfig.parse(settings), engine))
                    .isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems())
                            .containsExactly(
                                    "Topic nowhere does not exist: create it, or correct its name.",
                                    "Topic nowhere-else does not exist: create it, or correct its name."));
        }
    }

    @Test
    void shouldRefuseACompactedDeadLetterTopic() {
        Map<String, String> settings = cluster.topics("compacted", 1);
        cluster.createTopic("compacted.dead", 1, Map.of("cleanup.policy", "compact"));
        settings.put("dead.letter.topic", "compacted.dead");

        try (StubEngine engine = StubEngine.fast()) {
            assertThatThrownBy(() -> TextmillApp.start(TextmillConfig.parse(settings), engine))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("dead.letter.topic = compacted.dead is compacted");
        }
    }

    @Test
    void shouldSayThatTheSerdeIsMissing() {
        Map<String, String> settings = cluster.topics("unserded", 1);
        settings.put("value.serde", "no.such.Serde");

        try (StubEngine engine = StubEngine.fast()) {
            assertThatThrownBy(() -> TextmillApp.start(TextmillConfig.parse(settings), engine))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("no.such.Serde");
        }
    }

    @Test
    void shouldSayThatThePortIsTaken() throws Exception {
        Map<String, String> settings = cluster.topics("port", 1);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                StubEngine engine = StubEngine.fast()) {
            settings.put("http.port", String.valueOf(taken.getLocalPort()));

            assertThatThrownBy(() -> TextmillApp.start(TextmillConfig.parse(settings), engine))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("http.port = " + taken.getLocalPort());
        }
    }

    @Test
    void shouldSayThatTheRegistryDoesNotAnswer() throws Exception {
        Map<String, String> settings = cluster.topics("unregistered", 1);
        settings.put("schema.registry.url", "http://127.0.0.1:1");
        settings.put("start.timeout.ms", "5000");

        try (StubEngine engine = StubEngine.fast()) {
            assertThat(Refusal.of(TextmillConfig.parse(settings), engine))
                    .hasMessageContaining("schema.registry.url = http://127.0.0.1:1");
        }
    }

    @Test
    void shouldSayThatTheBrokersDoNotAnswer() throws Exception {
        Map<String, String> settings = cluster.topics("unbrokered", 1);
        settings.put("bootstrap.servers", "127.0.0.1:1");
        settings.put("start.timeout.ms", "1000");

        try (StubEngine engine = StubEngine.fast()) {
            assertThatThrownBy(() -> TextmillApp.start(TextmillConfig.parse(settings), engine))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("bootstrap.servers = 127.0.0.1:1");
        }
    }

    @Test
    void shouldEndByItselfWhenThreadsKeepDying() throws Exception {
        Map<String, String> settings = cluster.topics("dying", 1);
        settings.put("thread.restarts", "1");
        settings.put("request.timeout.ms", "1000");
        cluster.produceTexts("dying", 1, 0, 1);

        try (StubEngine engine = new StubEngine(10, Duration.ofHours(1), 1);
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            assertThat(app.awaitEnd(LIMIT)).isTrue();
            assertThat(app.failure()).get().satisfies(failure -> assertThat(failure)
                    .hasStackTraceContaining("request.timeout.ms"));
            assertThat(app.live().isUp()).isFalse();
            assertThat(new String(cluster.read("dying").get(0).value(), UTF_8)).isEqualTo("text 0");
            assertThat(cluster.read("dying.embeddings")).isEmpty();
            assertThat(cluster.read("dying.dead-letters")).isEmpty();
        }
    }

    private static HttpResponse<String> get(TextmillApp app, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(app.endpoint().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
