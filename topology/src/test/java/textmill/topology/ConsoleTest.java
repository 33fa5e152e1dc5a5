package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static textmill.topology.ConsoleClient.answer;
import static textmill.topology.ConsoleClient.fromOurPage;
import static textmill.topology.ConsoleClient.get;
import static textmill.topology.ConsoleClient.json;
import static textmill.topology.ConsoleClient.post;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/** What the console answers, over HTTP, beside a stream on a real broker. */
@Timeout(180)
class ConsoleTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CANARY = "canary-8f3a quokka@example.org";
    private static final List<String> PATHS =
            List.of("", "main.js", "api/flow", "api/texts", "api/map?pipeline=", "api/failures", "api/models");

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static TextmillApp app(String name, StubEngine engine, Map<String, String> more) {
        Map<String, String> settings = cluster.topics(name, 2);
        settings.put("task.classifications.model", "stub");
        settings.put("task.replaced-tokens.model", "stub");
        settings.putAll(more);
        return TextmillApp.start(TextmillConfig.parse(settings), engine);
    }

    private static void send(String topic, String... texts) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            for (String text : texts) {
                Cluster.send(producer, new ProducerRecord<>(topic, 0, text.getBytes(UTF_8), text.getBytes(UTF_8)));
            }
        }
    }

    @Test
    void shouldShowTextsWithTheirResults() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("shown", engine, Map.of("console.texts", "full"))) {
            // When
            send("shown", "one", "<b>two</b>", "three \ud83d\ude00");
            await().atMost(LIMIT).until(() -> json(app, "api/texts").size() == 3);

            // Then
            JsonNode texts = json(app, "api/texts");
            assertThat(texts.findValuesAsText("text")).contains("three \ud83d\ude00", "<b>two</b>", "one");
            JsonNode two = texts.get(1);
            assertThat(two.path("offset").asInt()).isEqualTo(1);
            assertThat(two.path("key").asText()).isEqualTo("<b>two</b>");
            assertThat(two.path("results").findValuesAsText("task"))
                    .containsExactly("classifications", "embeddings", "replaced-tokens");
            assertThat(two.path("results").get(0).path("labels").get(0).get(0).asText())
                    .isEqualTo("even");
            assertThat(two.path("results").get(2).path("tones").toString()).isEqualTo("[[0,5,0.25,0],[5,10,0.75,1]]");
            assertThat(two.path("nearest").path("text").asText()).isEqualTo("one");
            assertThat(json(app, "api/text?id=" + two.path("id")).path("text").asText())
                    .isEqualTo("<b>two</b>");
            assertThat(json(app, "api/map?pipeline=").path("ids")).hasSize(3);
            assertThat(json(app, "api/texts?label=odd")).hasSize(1);
            assertThat(json(app, "api/texts?flagged=1")).hasSize(3);
            assertThat(json(app, "api/texts?score=0.9")).isEmpty();
            assertThat(json(app, "api/models").path("tasks").findValuesAsText("kind"))
                    .hasSize(3);
        }
    }

    @Test
    void shouldShowTheNumbersOfTheMetrics() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("numbers", engine, Map.of())) {
            cluster.produceTexts("numbers", 2, 0, 500);
            await().atMost(LIMIT).until(() -> app.counters().outputs() == 500);
            await().atMost(LIMIT).until(() -> {
                JsonNode flow = json(app, "api/flow");
                return sum(flow.path("series").path("").path("results")) > 400;
            });

            JsonNode flow = json(app, "api/flow");
            assertThat(sum(flow.path("series").path("").path("read"))).isBetween(400.0, 501.0);
            assertThat(sum(flow.path("engine").path("texts"))).isBetween(400.0, 501.0);
            assertThat(sum(flow.path("series").path("").path("commits"))).isPositive();
            assertThat(flow.path("times")).hasSameSizeAs(flow.path("engine").path("fill"));
            assertThat(flow.path("pipelines").get(0).path("inputs").get(0).asText())
                    .isEqualTo("numbers");
            assertThat(flow.path("pipelines").get(0).path("tasks").findValuesAsText("topic"))
                    .containsExactly("numbers.classifications", "numbers.embeddings", "numbers.replaced-tokens");
        }
    }

    /** Rates times seconds; the looks are about a second apart. */
    private static double sum(JsonNode numbers) {
        double sum = 0;
        for (JsonNode number : numbers) {
            sum += number.asDouble();
        }
        return sum;
    }

    @Test
    void shouldHoldNoWordOfATextUnlessItIsTold() throws Exception {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("hidden", engine, Map.of());
                ConsoleClient.Events events = new ConsoleClient.Events(app, "flow,texts,points,failures")) {
            // When
            send("hidden", CANARY, "!INFERENCE_FAILED " + CANARY, "another text", "a third one");
            await().atMost(LIMIT).until(() -> json(app, "api/texts").size() == 3);
            await().atMost(LIMIT).until(() -> json(app, "api/failures").size() == 1);

            // Then
            for (String path : PATHS) {
                assertThat(get(app, path).body()).as(path).doesNotContain("canary", "quokka");
            }
            JsonNode text = json(app, "api/texts").get(2);
            assertThat(get(app, "api/text?id=" + text.path("id")).body()).doesNotContain("canary", "quokka");
            assertThat(text.has("text") || text.has("key")).isFalse();
            assertThat(text.path("results").get(2).path("tones")).hasSize(2);
            assertThat(json(app, "api/failures").get(0).path("length").asInt()).isPositive();
            assertThat(json(app, "api/failures").get(0).has("value")).isFalse();
            String heard = events.until("event: failures");
            assertThat(heard).contains("event: texts").doesNotContain("canary", "quokka");
            // a nearest text is somebody else's
            String tried = post(app, "api/try", "{\"pipeline\":\"\",\"text\":\"hello\"}", fromOurPage(app))
                    .body();
            assertThat(tried).contains("nearest").doesNotContain("canary", "quokka");
        }
    }

    @Test
    void shouldCoverPersonalDataWhereTextsAreMasked() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("masked", engine, Map.of("console.texts", "masked"))) {
            send("masked", "write to quokka@example.org today", "!INFERENCE_FAILED quokka@example.org");
            await().atMost(LIMIT).until(() -> json(app, "api/texts").size() == 1);
            await().atMost(LIMIT).until(() -> json(app, "api/failures").size() == 1);

            JsonNode text = json(app, "api/texts").get(0);
            assertThat(text.path("text").asText()).isEqualTo("write to •••••••••••••••••• today");
            assertThat(text.has("key")).isFalse();
            for (String path : PATHS) {
                assertThat(get(app, path).body()).as(path).doesNotContain("quokka");
            }
        }
    }

    @Test
    void shouldHoldNoWordOfAPipelineThatRedacts() {
        cluster.createTopic("redacting.clean", 2, Map.of());
        Map<String, String> settings = Map.of(
                "console.texts", "full",
                "redact.topic", "redacting.clean",
                "redact.rules", "email",
                "task.replaced-tokens.tokens", "offsets");
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("redacting", engine, settings)) {
            send("redacting", CANARY, "!INFERENCE_FAILED " + CANARY);
            await().atMost(LIMIT).until(() -> json(app, "api/texts").size() == 1);
            await().atMost(LIMIT).until(() -> json(app, "api/failures").size() == 1);

            for (String path : PATHS) {
                assertThat(get(app, path).body()).as(path).doesNotContain("canary", "quokka");
            }
        }
    }

    @Test
    void shouldShowHowUnusualTextsAreWhereTheyAreJudged(@TempDir Path state) {
        cluster.createTopic("judged.anomalies", 2, Map.of());
        Map<String, String> settings = Map.of(
                "console.texts", "full",
                "anomaly.topic", "judged.anomalies",
                "anomaly.alarm.rate", "1/10",
                "anomaly.warm.up.texts", "50",
                "kafka.state.dir", state.toString());
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("judged", engine, settings)) {
            // When: every tenth text is to give an alarm
            cluster.produceTexts("judged", 2, 0, 600);
            await().atMost(LIMIT).until(() -> app.counters().outputs() == 600);
            await().atMost(LIMIT)
                    .until(() -> !json(app, "api/models").path("alarms").isEmpty());

            // Then
            JsonNode alarms = json(app, "api/texts?alarms=1");
            assertThat(alarms).isNotEmpty();
            for (JsonNode text : alarms) {
                assertThat(text.path("anomaly").path("alarm").asBoolean()).isTrue();
                assertThat(text.path("anomaly").path("p").asDouble())
                        .isPositive()
                        .isLessThanOrEqualTo(
                                text.path("anomaly").path("threshold").asDouble());
            }
            assertThat(json(app, "api/texts"))
                    .allSatisfy(text -> assertThat(text.has("anomaly")).isTrue());
            assertThat(sum(json(app, "api/map?pipeline=").path("alarm"))).isPositive();
        }
    }

    @Test
    void shouldShowFailuresWithTheirBytesAndTheirCommand() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("failing", engine, Map.of("console.texts", "full"))) {
            send("failing", "!INFERENCE_FAILED of this");
            await().atMost(LIMIT).until(() -> json(app, "api/failures").size() == 1);

            JsonNode failure = json(app, "api/failures").get(0);
            assertThat(failure.path("reason").asText()).isEqualTo("inference-failed");
            assertThat(failure.path("message").asText()).isEqualTo("task classifications: as asked");
            assertThat(Base64.getDecoder().decode(failure.path("value").asText()))
                    .isEqualTo("!INFERENCE_FAILED of this".getBytes(UTF_8));
            assertThat(failure.path("command").asText())
                    .isEqualTo("./textmill dead-letters --replay --dry-run -b " + cluster.bootstrapServers()
                            + " -t failing.dead-letters --reason inference-failed");
        }
    }

    @Test
    void shouldAnswerOurOwnPageAlone() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("guarded", engine, Map.of())) {
            String text = "{\"pipeline\":\"\",\"text\":\"hello there\"}";

            // What every answer carries
            assertThat(get(app, "")
                            .headers()
                            .firstValue("content-security-policy")
                            .orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "http:", "*");
            assertThat(get(app, "api/flow").headers().firstValue("x-content-type-options"))
                    .contains("nosniff");

            // GET alone, but for one
            assertThat(post(app, "api/flow", text, fromOurPage(app)).statusCode())
                    .isEqualTo(405);
            assertThat(post(app, "", text, fromOurPage(app)).statusCode()).isEqualTo(405);
            assertThat(get(app, "api/try").statusCode()).isEqualTo(405);

            // No other site's page
            assertThat(get(app, "api/texts", "Sec-Fetch-Site", "cross-site").statusCode())
                    .isEqualTo(403);
            assertThat(post(app, "api/try", text).statusCode()).isEqualTo(403);
            assertThat(post(app, "api/try", text, "Origin", "http://evil.example", "Content-Type", "application/json")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(post(app, "api/try", text, "Origin", app.endpoint().toString(), "Content-Type", "text/plain")
                            .statusCode())
                    .isEqualTo(415);

            // Nothing that is too much or makes no sense
            String long_ = "{\"pipeline\":\"\",\"text\":\"" + "x".repeat(40_000) + "\"}";
            assertThat(post(app, "api/try", long_, fromOurPage(app)).statusCode())
                    .isEqualTo(413);
            assertThat(post(app, "api/try", "{", fromOurPage(app)).statusCode()).isEqualTo(400);
            assertThat(post(app, "api/try", "{\"pipeline\":\"no\",\"text\":\"\"}", fromOurPage(app))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(get(app, "../TextmillApp.class").statusCode()).isEqualTo(404);
            assertThat(get(app, "api/text?id=no").statusCode()).isEqualTo(404);
            assertThat(get(app, "api/map?pipeline=no").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void shouldComputeATextThatIsTriedAndWriteItNowhere() throws Exception {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("tried", engine, Map.of("console.texts", "full"))) {
            await().atMost(LIMIT).until(() -> app.ready().isUp());
            long before = cluster.end("tried") + cluster.end("tried.embeddings");

            HttpResponse<String> answer =
                    post(app, "api/try", "{\"pipeline\":\"\",\"text\":\"hello there\"}", fromOurPage(app));

            assertThat(answer.statusCode()).isEqualTo(200);
            JsonNode tried = JSON.readTree(answer.body());
            assertThat(tried.path("millis").asDouble()).isPositive();
            assertThat(tried.path("results").get(0).path("labels").get(0).get(0).asText())
                    .isEqualTo("odd");
            assertThat(json(app, "api/texts")).isEmpty();
            assertThat(cluster.end("tried") + cluster.end("tried.embeddings")).isEqualTo(before);
            assertThat(app.counters().inputs()).isZero();
        }
    }

    @Test
    void shouldSayThatATriedTextFails() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("tried-in-vain", engine, Map.of())) {
            HttpResponse<String> answer =
                    post(app, "api/try", "{\"pipeline\":\"\",\"text\":\"!TOKENIZE_FAILED\"}", fromOurPage(app));

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).isEqualTo("{\"error\":\"task classifications: as asked\"}");
        }
    }

    @Test
    void shouldNotBeThereIfItIsNotWanted() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = app("without", engine, Map.of("console.enabled", "false"))) {
            assertThat(get(app, "").statusCode()).isEqualTo(404);
            assertThat(answer(HttpRequest.newBuilder(app.endpoint().resolve("/metrics"))
                                    .build())
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
