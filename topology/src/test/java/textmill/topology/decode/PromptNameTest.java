package textmill.topology.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.schema.registry.SchemaRegistry;
import textmill.topology.config.ConfigException;
import textmill.topology.config.PromptPlace;
import textmill.topology.config.TextmillConfig;

/** Where a record names the prompt of its text. */
class PromptNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\":\"a\",\"kind\":\"query\"} | | query",
                "{\"text\":\"a\",\"kind\":\"query\"} | passage | passage",
                "{\"text\":\"a\"} | passage | passage",
                "{\"text\":\"a\",\"kind\":null} | | ",
                "{\"text\":\"a\"} | | ",
            })
    void shouldTakeTheHeaderThenTheField(String record, @Nullable String header, @Nullable String expected) {
        Map<String, String> settings =
                Map.of("input.format", "json", "input.prompt.header", "prompt", "input.prompt.field", "kind");

        assertThat(decoded(settings, record, header)).isEqualTo(new Decoded.Text("a", null, expected, false));
    }

    @Test
    void shouldLookNowhereUnlessTold() {
        assertThat(decoded(Map.of("input.format", "json"), "{\"text\":\"a\",\"prompt\":\"query\"}", "query"))
                .isEqualTo(new Decoded.Text("a", false));
    }

    @Test
    void shouldTakeTheHeaderOfPlainTexts() {
        assertThat(decoded(Map.of("input.format", "string", "input.prompt.header", "prompt"), "a", "query"))
                .isEqualTo(new Decoded.Text("a", null, "query", false));
    }

    @Test
    void shouldRefuseAFieldOfPlainTexts() {
        assertThatThrownBy(() -> decoded(Map.of("input.format", "string", "input.prompt.field", "kind"), "a", null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("input.prompt.field: with input.format = string a record has no fields");
    }

    @Test
    void shouldRefuseANameThatIsNoText() {
        assertThat(decoded(
                        Map.of("input.format", "json", "input.prompt.field", "kind"),
                        "{\"text\":\"a\",\"kind\":7}",
                        null))
                .isInstanceOf(Decoded.Unreadable.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\":\"a\",\"kind\":\"query\",\"own\":\"passage\"} | passage | query",
                "{\"text\":\"a\",\"kind\":\"query\"} | '' | query",
                "{\"text\":\"a\",\"own\":\"passage\"} | passage | ",
            })
    void shouldNameAPromptForOneTaskAlone(String record, String own, @Nullable String common) {
        Map<String, String> settings = Map.of("input.format", "json", "input.prompt.field", "kind");
        Map<String, PromptPlace> byTask = Map.of("embeddings", new PromptPlace(null, "own"));

        assertThat(decoded(settings, byTask, record, null))
                .isEqualTo(new Decoded.Text("a", null, common, Map.of("embeddings", own), null, false));
    }

    @Test
    void shouldTakeATasksOwnHeaderBeforeItsField() {
        Map<String, PromptPlace> byTask = Map.of("embeddings", new PromptPlace("prompt", "own"));

        assertThat(decoded(Map.of("input.format", "json"), byTask, "{\"text\":\"a\",\"own\":\"passage\"}", "query"))
                .isEqualTo(new Decoded.Text("a", null, null, Map.of("embeddings", "query"), null, false));
    }

    @Test
    void shouldRefuseATasksOwnFieldOfPlainTexts() {
        assertThatThrownBy(() ->
                        decoded(Map.of("input.format", "string", "task.embeddings.prompt.field", "kind"), "a", null))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("task.embeddings.prompt.field: with input.format = string a record has no fields;"
                        + " use task.embeddings.prompt.header");
    }

    private static Decoded decoded(Map<String, String> settings, String record, @Nullable String header) {
        return decoded(settings, Map.of(), record, header);
    }

    private static Decoded decoded(
            Map<String, String> settings, Map<String, PromptPlace> byTask, String record, @Nullable String header) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("bootstrap.servers", "127.0.0.1:1");
        all.put("schema.registry.url", "http://127.0.0.1:1");
        all.put("task.embeddings.model", "all-minilm-l6-v2");
        TextmillConfig config = TextmillConfig.parse(all);
        InputFormat.Wanted wanted = new InputFormat.Wanted(config.pipelines().get(0), null, byTask);
        RecordHeaders headers = new RecordHeaders();
        if (header != null) {
            headers.add("prompt", header.getBytes(UTF_8));
        }
        try (InputFormat format = InputFormat.of(
                        config, wanted, SchemaRegistry.connect(config.serde()), new RegistryCondition());
                TextDecoder decoder = format.newDecoder()) {
            return decoder.decode("texts", headers, record.getBytes(UTF_8));
        }
    }
}
