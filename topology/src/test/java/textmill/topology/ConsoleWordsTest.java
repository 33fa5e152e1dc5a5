package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static textmill.topology.ConsoleClient.fromOurPage;
import static textmill.topology.ConsoleClient.get;
import static textmill.topology.ConsoleClient.json;
import static textmill.topology.ConsoleClient.post;
import static textmill.topology.ConsoleSite.LIMIT;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import textmill.runtime.task.Task;
import textmill.topology.config.ConsoleKeys.Texts;
import textmill.topology.testing.StubEngine;
import textmill.topology.testing.StubResults;

/** What the console tells of texts, and what of them is in none of its answers. */
@Timeout(180)
class ConsoleWordsTest {
    private static final String CANARY = "canary-8f3a quokka@example.org";
    private static final List<String> PATHS =
            List.of("", "main.js", "api/flow", "api/texts", "api/map?pipeline=", "api/failures", "api/models");

    @RegisterExtension
    private static final ConsoleSite SITE = new ConsoleSite();

    @Test
    void shouldHoldNoWordOfATextUnlessItIsTold() throws Exception {
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = SITE.app("hidden", engine, Map.of());
                ConsoleClient.Events events = new ConsoleClient.Events(app, "flow,texts,points,failures")) {
            // When
            SITE.send("hidden", CANARY, "another text", "a third one");
            await().atMost(LIMIT).until(() -> json(app, "api/texts").size() == 3);
            SITE.send("hidden", "!INFERENCE_FAILED " + CANARY);
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
                TextmillApp app = SITE.app("masked", engine, Map.of("console.texts", "masked"))) {
            SITE.send("masked", "write to quokka@example.org today", "!INFERENCE_FAILED quokka@example.org");
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
        SITE.cluster().createTopic("redacting.clean", 2, Map.of());
        Map<String, String> settings = Map.of(
                "console.texts", "full",
                "redact.topic", "redacting.clean",
                "redact.rules", "email",
                "task.replaced-tokens.tokens", "offsets");
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = SITE.app("redacting", engine, settings)) {
            SITE.send("redacting", CANARY, "!INFERENCE_FAILED " + CANARY);
            await().atMost(LIMIT).until(() -> json(app, "api/texts").size() == 1);
            await().atMost(LIMIT).until(() -> json(app, "api/failures").size() == 1);

            for (String path : PATHS) {
                assertThat(get(app, path).body()).as(path).doesNotContain("canary", "quokka");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Texts.class)
    void shouldTellTheTermsOfATextOnlyWhereAllOfItIsShown(Texts texts) throws Exception {
        // Given a task whose results are the words of a text
        String name = "terms-" + texts.name().toLowerCase(Locale.ROOT);
        SITE.cluster().createTopic(name + ".terms", 2, Map.of());
        List<Task> tasks = new ArrayList<>(StubResults.TASKS);
        tasks.add(StubResults.TERMS);
        Map<String, String> settings =
                Map.of("console.texts", texts.name().toLowerCase(Locale.ROOT), "task.terms.model", "stub");
        try (StubEngine engine = StubEngine.computing(tasks);
                TextmillApp app = SITE.app(name, engine, settings);
                ConsoleClient.Events events = new ConsoleClient.Events(app, "flow,texts,points,failures")) {
            // When
            SITE.send(name, "write to quokka@example.org today");
            await().atMost(LIMIT).until(() -> json(app, "api/texts").size() == 1);

            // Then the result is there, its number too
            JsonNode text = json(app, "api/texts").get(0);
            JsonNode terms = text.path("results").get(3);
            assertThat(terms.path("task").asText()).isEqualTo("terms");
            assertThat(terms.path("figures").toString()).isEqualTo("[[\"terms\",4]]");
            List<String> answers = new ArrayList<>();
            PATHS.forEach(path -> answers.add(get(app, path).body()));
            answers.add(get(app, "api/text?id=" + text.path("id")).body());
            answers.add(events.until("event: texts"));
            if (texts == Texts.FULL) {
                assertThat(terms.path("words").toString()).contains("quokka@example.org", "today");
            } else {
                assertThat(terms.has("words")).isFalse();
                assertThat(answers).noneMatch(answer -> answer.contains("quokka"));
            }
        }
    }
}
