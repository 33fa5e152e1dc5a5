package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.runtime.TextModel;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Statements;
import textmill.runtime.task.PlannedRow;
import textmill.runtime.task.RowPlan;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskTypes;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/**
 * The model contract: what exporters write gives the numbers of the reference implementation, or one clear refusal. Ids and
 * offsets are exact; values are those of each text, computed beside others.
 */
class GoldenContractTest {
    private static final float TOLERANCE = 1e-4f;

    /** Tasks whose goldens are held here. */
    private static final Set<String> TASKS = Set.of(
            "embedding",
            "classification",
            "regression",
            "replaced-tokens",
            "sparse",
            "token-vectors",
            "fill-mask",
            "text-generation",
            "question-answering");

    private final Path directory;

    GoldenContractTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static Stream<GoldenModel> good() {
        return held().filter(golden ->
                !golden.refused() || golden.about().path("values_allowed").asBoolean());
    }

    static Stream<GoldenModel> refused() {
        return held().filter(GoldenModel::refused);
    }

    private static Stream<GoldenModel> held() {
        return GoldenModel.all().stream()
                .filter(golden -> TASKS.contains(golden.about().path("task").asText()));
    }

    @ParameterizedTest
    @MethodSource("good")
    void shouldGiveIdsOffsetsAndValuesOfTheReferenceOrRefuse(GoldenModel golden) {
        // Given
        Path model = golden.layOut(directory);
        List<JsonNode> lines = golden.lines();
        TaskSpec task;
        try {
            task = task(golden, model);
        } catch (ModelException e) {
            assertThat(allowed(golden)).as("%s: %s", golden, e.getMessage()).isNotEmpty();
            assertThat(e.getMessage()).containsIgnoringCase(allowed(golden).get(0));
            return;
        }

        // When, Then
        checkTokens(task, lines);
        try (TextModel loaded = TextModel.load(task, EngineConfig.defaults())) {
            List<Outcome> outcomes =
                    loaded.runAll(lines.stream().map(GoldenContractTest::input).toList());
            for (int i = 0; i < lines.size(); i++) {
                String what = golden + ", text " + (i + 1);
                assertThat(outcomes.get(i)).as(what).isInstanceOf(Outcome.Success.class);
                TaskResult result =
                        ((Outcome.Success) outcomes.get(i)).results().get(0);
                float tolerance = (float) golden.about().path("tolerance").asDouble(TOLERANCE);
                new GoldenValues(what, lines.get(i), tolerance).check(result);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldRefuseInOneLineThatSaysWhatToDo(GoldenModel golden) {
        // Given
        Path model = golden.layOut(directory);
        if (golden.about().path("values_allowed").asBoolean()) {
            return; // held by the values
        }

        // When, Then
        assertThatThrownBy(() -> task(golden, model))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected ")
                .hasMessageContaining("; ")
                .hasMessageNotContaining("\n")
                .satisfies(e -> golden.says().forEach(word -> assertThat(String.valueOf(e.getMessage()))
                        .containsIgnoringCase(word)));
    }

    private static List<String> allowed(GoldenModel golden) {
        List<String> words = new ArrayList<>(GoldenModel.strings(golden.about().path("refusal_allowed")));
        words.addAll(golden.says());
        return words;
    }

    private static TaskSpec task(GoldenModel golden, Path model) {
        JsonNode options = golden.about().path("options");
        Map<String, String> stated = new HashMap<>();
        for (String key : Statements.KEYS) {
            JsonNode value = options.path(key);
            if (value.isArray()) {
                stated.put(key, String.join(",", GoldenModel.strings(value)));
            } else if (value.isValueNode()) {
                stated.put(key, value.asText());
            }
        }
        ModelSpec spec = ModelSpec.read(model, ModelOptions.none().with(Statements.parse(stated)));
        String task = options.path("task").asText("");
        return task.isEmpty() ? TaskSpec.of(spec) : TaskSpec.of(task, spec, TaskTypes.parse(task));
    }

    private static TextInput input(JsonNode line) {
        String text = line.path("text").asText();
        return line.has("pair") ? TextInput.pair(text, line.path("pair").asText()) : TextInput.of(text);
    }

    /** What the model sees, or where a text is several rows, what the tokenizer gives. */
    private static Tokens tokens(TaskSpec task, TextTokenizer tokenizer, TextInput input) {
        int most = task.model().tokenizer().maxTokens();
        List<PlannedRow> rows = task.head().rows().rows(input, new RowPlan.Source(tokenizer, most, true));
        return rows.isEmpty() ? tokenizer.tokenize(input, true) : rows.get(0).tokens();
    }

    private static void checkTokens(TaskSpec task, List<JsonNode> lines) {
        try (TextTokenizer tokenizer = TextTokenizer.load(task.model().tokenizer())) {
            for (JsonNode line : lines) {
                Tokens tokens = tokens(task, tokenizer, input(line));
                List<Integer> ids = new ArrayList<>();
                List<List<Integer>> offsets = new ArrayList<>();
                for (int i = 0; i < tokens.length(); i++) {
                    ids.add(tokens.hiddenId(i));
                    offsets.add(List.of(tokens.start(i), tokens.end(i)));
                }
                assertThat(ids).as("ids of %s", line.path("text")).isEqualTo(GoldenValues.numbers(line.path("ids")));
                if (line.has("offsets")) {
                    List<List<Integer>> expected = new ArrayList<>();
                    line.path("offsets").forEach(pair -> expected.add(GoldenValues.numbers(pair)));
                    assertThat(offsets).as("offsets of %s", line.path("text")).isEqualTo(expected);
                }
            }
        }
    }
}
