package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static textmill.topology.ConsoleClient.fromOurPage;
import static textmill.topology.ConsoleClient.get;
import static textmill.topology.ConsoleClient.json;
import static textmill.topology.ConsoleClient.post;
import static textmill.topology.ConsoleSite.LIMIT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.StubEngine;

/** The console beside two pipelines: what is told of one is of that one. */
@Timeout(180)
class ConsolePipelinesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    private static final ConsoleSite SITE = new ConsoleSite();

    /** Pipeline mails embeds and classifies {@code NAME.mails}, pipeline chats embeds {@code NAME.chats}. */
    private static Map<String, String> settings(String name) {
        SITE.cluster().topics(name + ".mails", 2);
        Map<String, String> settings = new HashMap<>(SITE.cluster().topics(name + ".chats", 2));
        settings.remove("input.topic");
        settings.put("application.id", name);
        settings.put("pipeline.mails.input.topic", name + ".mails");
        settings.put("pipeline.mails.task.classifications.model", "stub");
        settings.put("pipeline.chats.input.topic", name + ".chats");
        settings.put("console.texts", "full");
        return settings;
    }

    private static TextmillApp start(Map<String, String> settings, StubEngine engine) {
        return TextmillApp.start(TextmillConfig.parse(settings), engine);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOfEachItsOwn(boolean apart) throws Exception {
        // Given
        String name = apart ? "apart" : "together";
        Map<String, String> settings = settings(name);
        if (apart) {
            settings.put("pipeline.chats.application.id", name + "-alone");
        }
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = start(settings, engine)) {
            // When
            SITE.send(name + ".mails", "first", "second mail", "!INFERENCE_FAILED mail", "third mail");
            SITE.send(name + ".chats", "first", "a chat", "a long chat");
            await().atMost(LIMIT).until(() -> json(app, "api/texts").size() == 6);
            await().atMost(LIMIT).until(() -> json(app, "api/failures").size() == 1);

            // Then the list, whole and by pipeline
            assertThat(texts(app, "api/texts"))
                    .containsExactlyInAnyOrder("first", "second mail", "third mail", "first", "a chat", "a long chat");
            assertThat(texts(app, "api/texts?pipeline=mails")).containsExactly("third mail", "second mail", "first");
            assertThat(texts(app, "api/texts?pipeline=chats")).containsExactly("a long chat", "a chat", "first");
            assertThat(texts(app, "api/texts?pipeline=nobody")).isEmpty();

            // Its results are those of its tasks, its neighbour is one of its own
            JsonNode chat = json(app, "api/texts?pipeline=chats").get(2);
            assertThat(chat.path("results").findValuesAsText("task")).containsExactly("embeddings");
            assertThat(chat.has("nearest")).isFalse();
            JsonNode mail = json(app, "api/texts?pipeline=mails").get(2);
            assertThat(mail.path("results").findValuesAsText("task")).containsExactly("classifications", "embeddings");
            assertThat(json(app, "api/text?id=" + chat.path("id")).path("topic").asText())
                    .isEqualTo(name + ".chats");

            // The map
            for (String pipeline : List.of("mails", "chats")) {
                assertThat(ids(json(app, "api/map?pipeline=" + pipeline).path("ids")))
                        .containsExactlyInAnyOrderElementsOf(fields(json(app, "api/texts?pipeline=" + pipeline), "id"));
            }
            assertThat(get(app, "api/map?pipeline=").statusCode()).isEqualTo(404);

            // The failure, with the topic of its own pipeline
            JsonNode failure = json(app, "api/failures").get(0);
            assertThat(failure.path("pipeline").asText()).isEqualTo("mails");
            assertThat(failure.path("command").asText()).contains(" -t " + name + ".mails.dead-letters ");

            // The numbers
            JsonNode flow = json(app, "api/flow");
            assertThat(fields(flow.path("pipelines"), "name")).containsExactlyInAnyOrder("mails", "chats");
            // A record is shown before it is counted.
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertTotals(json(app, "api/flow").path("totals").path("pipelines")));
            await().atMost(LIMIT).until(() -> sum(app, "mails", "deadLetters") > 0);
            await().atMost(LIMIT).until(() -> sum(app, "chats", "read") > 0);
            assertThat(sum(app, "chats", "deadLetters")).isZero();
            assertThat(json(app, "api/models").path("tasks").findValuesAsText("pipeline"))
                    .containsExactlyInAnyOrder("mails", "mails", "chats");

            // And a text that is tried
            assertThat(tried(app, "chats")).containsExactly("embeddings");
            assertThat(tried(app, "mails")).containsExactly("classifications", "embeddings");
        }
    }

    private static void assertTotals(JsonNode totals) {
        assertThat(fields(totals, "name")).containsExactlyInAnyOrder("mails", "chats");
        for (JsonNode total : totals) {
            boolean mails = total.path("name").asText().equals("mails");
            assertThat(total.path("read").asInt()).isEqualTo(mails ? 4 : 3);
            assertThat(total.path("results").asInt()).isEqualTo(3);
            assertThat(total.path("deadLetters").asInt()).isEqualTo(mails ? 1 : 0);
        }
    }

    @Test
    void shouldSendTextsOfAQuietPipelineBesideABusyOne() throws Exception {
        Map<String, String> settings = settings("quiet");
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = start(settings, engine);
                ConsoleClient.Events events = new ConsoleClient.Events(app, "texts,failures")) {
            // When one text comes among hundreds of the other pipeline
            SITE.cluster().produceTexts("quiet.chats", 2, 0, 400);
            SITE.send("quiet.mails", "a mail among chats");
            int chats = 400;
            while (json(app, "api/texts?pipeline=mails").isEmpty()
                    || json(app, "api/texts?pipeline=chats").isEmpty()) {
                SITE.cluster().produceTexts("quiet.chats", 2, chats, chats + 200);
                chats += 200;
            }

            // Then it was told before what comes behind it
            SITE.send("quiet.mails", "!INFERENCE_FAILED");
            assertThat(events.until("event: failures")).contains("a mail among chats", "quiet.chats");
        }
    }

    private static List<String> texts(TextmillApp app, String path) {
        return fields(json(app, path), "text");
    }

    private static List<String> ids(JsonNode numbers) {
        return StreamSupport.stream(numbers.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** One field of each object of an array. */
    private static List<String> fields(JsonNode objects, String field) {
        return StreamSupport.stream(objects.spliterator(), false)
                .map(object -> object.path(field).asText())
                .toList();
    }

    /** Of rates a second, in about as many seconds. */
    private static double sum(TextmillApp app, String pipeline, String series) {
        return StreamSupport.stream(
                        json(app, "api/flow")
                                .path("series")
                                .path(pipeline)
                                .path(series)
                                .spliterator(),
                        false)
                .mapToDouble(JsonNode::asDouble)
                .sum();
    }

    private static List<String> tried(TextmillApp app, String pipeline) throws Exception {
        String body = "{\"pipeline\":\"" + pipeline + "\",\"text\":\"hello there\"}";
        return JSON.readTree(post(app, "api/try", body, fromOurPage(app)).body())
                .path("results")
                .findValuesAsText("task");
    }
}
