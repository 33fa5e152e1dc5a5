package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.classification.PairClassificationType;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.schema.registry.SchemaRegistry;
import textmill.topology.config.ConfigException;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.TextmillConfig;
import textmill.topology.decode.Decoded;
import textmill.topology.decode.InputFormat;
import textmill.topology.decode.RegistryCondition;
import textmill.topology.decode.TextDecoder;

/** Which field is read as the second text, and what it holds. */
class PairFieldTest {
    private static TextmillConfig config(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "schema.registry.url", "http://127.0.0.1:1",
                "input.format", "json",
                "task.one.model", "any"));
        settings.putAll(more);
        return TextmillConfig.parse(settings);
    }

    private static Optional<String> field(Map<String, String> more, TaskType... kinds) {
        Map<String, String> settings = new HashMap<>(more);
        List<Task> offered = new ArrayList<>();
        for (int i = 0; i < kinds.length; i++) {
            String name = i == 0 ? "one" : "task-" + i;
            settings.put("task." + name + ".model", "any");
            offered.add(new Task(name, kinds[i], "any", "f"));
        }
        PipelineConfig pipeline = config(settings).pipelines().get(0);
        return PairField.of(
                pipeline,
                Objects.requireNonNull(
                        BoundTask.bind(List.of(pipeline), offered).get(pipeline)));
    }

    private static List<String> refused(Map<String, String> more, TaskType... kinds) {
        return catchThrowableOfType(ConfigException.class, () -> field(more, kinds))
                .problems();
    }

    @Test
    void shouldReadAPairOnlyWhereATaskNeedsOneOrTheFieldIsStated() {
        assertThat(field(Map.of(), EmbeddingType.INSTANCE)).isEmpty();
        assertThat(field(Map.of(), ClassificationType.INSTANCE)).isEmpty();
        assertThat(field(Map.of(), PairClassificationType.INSTANCE)).contains("pair");
        assertThat(field(Map.of("input.pair.field", "a.b"), ClassificationType.INSTANCE))
                .contains("a.b");
        assertThat(field(Map.of(), PairClassificationType.INSTANCE, ClassificationType.INSTANCE))
                .contains("pair");
    }

    @Test
    void shouldRefuseWhatDoesNotGoTogether() {
        assertThat(refused(Map.of("input.pair.field", "b"), EmbeddingType.INSTANCE))
                .singleElement()
                .asString()
                .contains("input.pair.field = b", "task one one", "pipelines of their own");
        assertThat(refused(Map.of(), PairClassificationType.INSTANCE, EmbeddingType.INSTANCE))
                .singleElement()
                .asString()
                .contains("Task one reads two texts", "task-1");
        assertThat(refused(Map.of("input.format", "string"), PairClassificationType.INSTANCE))
                .singleElement()
                .asString()
                .contains("input.format = string", "avro or json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\":\"a\",\"pair\":\"b\"} | b",
                "{\"text\":\"a\",\"pair\":null} | ",
                "{\"text\":\"a\"} | ",
            })
    void shouldFindTheSecondTextOfARecord(String record, String pair) {
        assertThat(decoded(record, "pair")).isEqualTo(new Decoded.Text("a", pair, false));
        assertThat(decoded(record, null)).isEqualTo(new Decoded.Text("a", null, false));
    }

    @Test
    void shouldRefuseASecondTextThatIsNone() {
        assertThat(decoded("{\"text\":\"a\",\"pair\":7}", "pair")).isInstanceOf(Decoded.Unreadable.class);
        assertThat(decoded("{\"text\":null,\"pair\":\"b\"}", "pair")).isInstanceOf(Decoded.NullText.class);
    }

    private static Decoded decoded(String record, @org.jspecify.annotations.Nullable String pairField) {
        TextmillConfig config = config(Map.of());
        InputFormat.Wanted wanted = new InputFormat.Wanted(config.pipelines().get(0), pairField);
        try (InputFormat format = InputFormat.of(
                        config, wanted, SchemaRegistry.connect(config.serde()), new RegistryCondition());
                TextDecoder decoder = format.newDecoder()) {
            return decoder.decode(
                    "texts", new RecordHeaders(), record.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
