package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static textmill.topology.ConsoleClient.answer;
import static textmill.topology.ConsoleClient.fromOurPage;
import static textmill.topology.ConsoleClient.get;
import static textmill.topology.ConsoleClient.json;
import static textmill.topology.ConsoleClient.post;
import static textmill.topology.ConsoleSite.LIMIT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import textmill.topology.testing.StubEngine;

/** What the console answers, over HTTP, beside a stream on a real broker. */
@Timeout(180)
class ConsoleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    private static final ConsoleSite SITE = new ConsoleSite();

    @Test
    void shouldShowTextsWithTheirResults() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = SITE.app("shown", engine, Map.of("console.texts", "full"))) {
            // When
            SITE.send("shown", "one", "<b>two</b>", "three \ud83d\ude00");
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
                TextmillApp app = SITE.app("numbers", engine, Map.of())) {
            // Behind the first look: of that one nobody knows how long it looked back.
            await().atMost(LIMIT)
                    .until(() -> !json(app, "api/flow").path("times").isEmpty());
            SITE.cluster().produceTexts("numbers", 2, 0, 500);
            await().atMost(LIMIT).until(() -> app.counters().outputs() == 500);

            JsonNode flow = await().atMost(LIMIT).until(() -> json(app, "api/flow"), ConsoleTest::showsMost);
            assertThat(sum(flow, flow.path("series").path("").path("read"))).isBetween(400.0, 501.0);
            assertThat(sum(flow, flow.path("series").path("").path("results"))).isBetween(400.0, 501.0);
            assertThat(sum(flow, flow.path("engine").path("texts"))).isBetween(400.0, 501.0);
            assertThat(sum(flow, flow.path("series").path("").path("commits"))).isPositive();
            assertThat(flow.path("times")).hasSameSizeAs(flow.path("engine").path("fill"));
            assertThat(flow.path("pipelines").get(0).path("inputs").get(0).asText())
                    .isEqualTo("numbers");
            assertThat(flow.path("pipelines").get(0).path("tasks").findValuesAsText("topic"))
                    .containsExactly("numbers.classifications", "numbers.embeddings", "numbers.replaced-tokens");
        }
    }

    /** Numbers are looked at one after the other, and commits follow results. */
    private static boolean showsMost(JsonNode flow) {
        JsonNode series = flow.path("series").path("");
        return Stream.of(
                                series.path("read"),
                                series.path("results"),
                                flow.path("engine").path("texts"))
                        .allMatch(rates -> sum(flow, rates) > 400)
                && sum(flow, series.path("commits")) > 0;
    }

    /** Rates times the seconds since the look before. */
    private static double sum(JsonNode flow, JsonNode rates) {
        double sum = rates.path(0).asDouble();
        for (int look = 1; look < rates.size(); look++) {
            long ms = flow.path("times").get(look).asLong()
                    - flow.path("times").get(look - 1).asLong();
            sum += rates.get(look).asDouble() * ms / 1_000;
        }
        return sum;
    }

    @Test
    void shouldShowHowUnusualTextsAreWhereTheyAreJudged(@TempDir Path state) {
        SITE.cluster().createTopic("judged.anomalies", 2, Map.of());
        Map<String, String> settings = Map.of(
                "console.texts", "full",
                "anomaly.topic", "judged.anomalies",
                "anomaly.alarm.rate", "1/10",
                "anomaly.warm.up.texts", "50",
                "kafka.state.dir", state.toString());
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = SITE.app("judged", engine, settings)) {
            // When: every tenth text is to give an alarm
            SITE.cluster().produceTexts("judged", 2, 0, 600);
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
            assertThat(json(app, "api/map?pipeline=").path("alarm")).anyMatch(alarm -> alarm.asInt() > 0);
        }
    }

    @Test
    void shouldShowFailuresWithTheirBytesAndTheirCommand() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = SITE.app("failing", engine, Map.of("console.texts", "full"))) {
            SITE.send("failing", "!INFERENCE_FAILED of this");
            await().atMost(LIMIT).until(() -> json(app, "api/failures").size() == 1);

            JsonNode failure = json(app, "api/failures").get(0);
            assertThat(failure.path("reason").asText()).isEqualTo("inference-failed");
            assertThat(failure.path("message").asText()).isEqualTo("task classifications: as asked");
            assertThat(Base64.getDecoder().decode(failure.path("value").asText()))
                    .isEqualTo("!INFERENCE_FAILED of this".getBytes(UTF_8));
            assertThat(failure.path("command").asText())
                    .isEqualTo("./textmill dead-letters --replay --dry-run -b "
                            + SITE.cluster().bootstrapServers() + " -t failing.dead-letters --reason inference-failed");
        }
    }

    @Test
    void shouldAnswerOurOwnPageAlone() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = SITE.app("guarded", engine, Map.of())) {
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
            // Whoever is still sending when the endpoint has waited long enough behind its answer may not see it.
            await().atMost(LIMIT)
                    .ignoreException(IllegalStateException.class)
                    .until(() -> post(app, "api/try", long_, fromOurPage(app)).statusCode() == 413);
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
                TextmillApp app = SITE.app("tried", engine, Map.of("console.texts", "full"))) {
            await().atMost(LIMIT).until(() -> app.ready().isUp());
            long before = SITE.cluster().end("tried") + SITE.cluster().end("tried.embeddings");

            HttpResponse<String> answer =
                    post(app, "api/try", "{\"pipeline\":\"\",\"text\":\"hello there\"}", fromOurPage(app));

            assertThat(answer.statusCode()).isEqualTo(200);
            JsonNode tried = JSON.readTree(answer.body());
            assertThat(tried.path("millis").asDouble()).isPositive();
            assertThat(tried.path("results").get(0).path("labels").get(0).get(0).asText())
                    .isEqualTo("odd");
            assertThat(json(app, "api/texts")).isEmpty();
            assertThat(SITE.cluster().end("tried") + SITE.cluster().end("tried.embeddings"))
                    .isEqualTo(before);
            assertThat(app.counters().inputs()).isZero();
        }
    }

    @Test
    void shouldSayThatATriedTextFails() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = SITE.app("tried-in-vain", engine, Map.of())) {
            HttpResponse<String> answer =
                    post(app, "api/try", "{\"pipeline\":\"\",\"text\":\"!TOKENIZE_FAILED\"}", fromOurPage(app));

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).isEqualTo("{\"error\":\"task classifications: as asked\"}");
        }
    }

    @Test
    void shouldNotBeThereIfItIsNotWanted() {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = SITE.app("without", engine, Map.of("console.enabled", "false"))) {
            assertThat(get(app, "").statusCode()).isEqualTo(404);
            assertThat(answer(HttpRequest.newBuilder(app.endpoint().resolve("/metrics"))
                                    .build())
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
