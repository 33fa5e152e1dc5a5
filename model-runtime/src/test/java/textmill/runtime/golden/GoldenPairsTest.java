package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.classification.PairClassificationType;
import textmill.runtime.task.regression.Regression;
import textmill.runtime.task.zeroshot.ZeroShot;
import textmill.runtime.task.zeroshot.ZeroShotType;
import textmill.runtime.text.TextInput;

/** Tasks that read two texts in a row, against the transformers library: all texts of a golden at once. */
class GoldenPairsTest {
    private static final float TOLERANCE = 1e-4f;

    private final Path directory;

    GoldenPairsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static Stream<GoldenModel> pairs() {
        return of("pair-classification");
    }

    /** Those whose activation no file of the usual ones names are the model contract's. */
    static Stream<GoldenModel> rerankers() {
        return of("regression")
                .filter(golden -> golden.lines().stream().anyMatch(line -> line.has("pair"))
                        && golden.name().startsWith("reranker-"));
    }

    static Stream<GoldenModel> zeroShot() {
        return of("zero-shot").filter(golden -> !golden.refused());
    }

    private static Stream<GoldenModel> of(String task) {
        return GoldenModel.all().stream()
                .filter(golden -> golden.about().path("task").asText().equals(task));
    }

    @Test
    void shouldHaveGoldensOfSeveralFamilies() {
        assertThat(pairs().map(golden -> golden.about().path("family").asText()))
                .contains("bert", "roberta", "xlm-roberta", "xlnet");
        assertThat(rerankers().map(golden -> golden.about().path("family").asText()))
                .contains("bert", "roberta", "xlm-roberta");
        assertThat(zeroShot().map(golden -> golden.about().path("family").asText()))
                .contains("bert", "roberta", "xlm-roberta");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void shouldClassifyPairsAsTheReference(GoldenModel golden) {
        // Given
        ModelSpec model = ModelSpec.read(golden.layOut(directory));
        List<TextInput> inputs = golden.lines().stream()
                .map(line -> TextInput.pair(
                        line.path("text").asText(), line.path("pair").asText()))
                .toList();

        // When what the files say is asked for, and the kind by its name
        for (TaskSpec task : List.of(TaskSpec.of(model), task(model, PairClassificationType.INSTANCE, Map.of()))) {
            try (TextModel loaded = TextModel.load(task, EngineConfig.defaults())) {
                List<Outcome> outcomes = loaded.runAll(inputs);

                // Then
                for (int i = 0; i < inputs.size(); i++) {
                    Classification result = (Classification) result(outcomes.get(i));
                    check(
                            golden + " text " + i,
                            result.labels().names(),
                            result.probabilities(),
                            golden.lines().get(i).path("labels"));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rerankers")
    void shouldScorePairsAsTheReference(GoldenModel golden) {
        // Given
        ModelSpec model = ModelSpec.read(golden.layOut(directory));
        List<JsonNode> lines = golden.lines();
        List<TextInput> inputs = lines.stream()
                .map(line -> TextInput.pair(
                        line.path("text").asText(), line.path("pair").asText()))
                .toList();
        try (TextModel loaded = TextModel.load(TaskSpec.of(model), EngineConfig.defaults())) {
            // When
            List<Outcome> outcomes = loaded.runAll(inputs);

            // Then
            for (int i = 0; i < lines.size(); i++) {
                Regression result = (Regression) result(outcomes.get(i));
                assertThat(result.values()[0])
                        .as("%s text %d", golden, i)
                        .isCloseTo((float) lines.get(i).path("value").asDouble(), within(TOLERANCE));
            }
        }
    }

    @Test
    void shouldRefuseATextWithoutItsPair() {
        // Given
        ModelSpec model = ModelSpec.read(GoldenModel.of("pair-next-sentence").layOut(directory));
        try (TextModel loaded = TextModel.load(TaskSpec.of(model), EngineConfig.defaults())) {
            // When
            Outcome outcome = loaded.run(List.of("a lone text")).get(0);

            // Then
            assertThat(((Outcome.Failure) outcome).reason()).isEqualTo(Outcome.Reason.PAIR_MISSING);
        }
    }

    @ParameterizedTest
    @MethodSource("zeroShot")
    void shouldScoreLabelsAsTheReferenceOneOrEach(GoldenModel golden) {
        for (boolean multi : List.of(false, true)) {
            // Given
            TaskSpec task = zeroShotTask(golden, multi);
            List<JsonNode> lines = golden.lines();
            try (TextModel loaded = TextModel.load(task, EngineConfig.defaults())) {
                // When
                List<Outcome> outcomes = loaded.run(
                        lines.stream().map(line -> line.path("text").asText()).toList());

                // Then
                for (int i = 0; i < lines.size(); i++) {
                    ZeroShot result = (ZeroShot) result(outcomes.get(i));
                    JsonNode expected = lines.get(i).path("zero_shot").path(multi ? "multi" : "single");
                    check(golden + " text " + i, result.labels(), result.scores(), expected);
                }
            }
        }
    }

    @Test
    void shouldRefuseAModelWithoutEntailmentAndATaskWithoutLabels() {
        GoldenModel golden = GoldenModel.of("zero-shot-no-entailment");

        assertThatThrownBy(() -> zeroShotTask(golden, false))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("entailment");

        ModelSpec model = ModelSpec.read(GoldenModel.of("zero-shot-bert").layOut(directory));
        assertThatThrownBy(() -> task(model, ZeroShotType.INSTANCE, Map.of()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("--labels");
        assertThatThrownBy(() -> TaskOptions.of(ZeroShotType.INSTANCE, Map.of("template", "about it")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("template: expected text with {} for the label, found 'about it'");
    }

    private TaskSpec zeroShotTask(GoldenModel golden, boolean multi) {
        JsonNode options = golden.about().path("options");
        Statements stated =
                Statements.parse(Map.of("labels", String.join(",", GoldenModel.strings(options.path("labels")))));
        ModelSpec model = ModelSpec.read(
                golden.layOut(directory.resolve(String.valueOf(multi))),
                ModelOptions.none().with(stated));
        return task(
                model,
                ZeroShotType.INSTANCE,
                Map.of("template", options.path("template").asText(), "multi.label", String.valueOf(multi)));
    }

    private static TaskSpec task(ModelSpec model, TaskType type, Map<String, String> options) {
        return TaskSpec.of("task", model, type, TaskOptions.of(type, options));
    }

    private static TaskResult result(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        return ((Outcome.Success) outcome).results().get(0);
    }

    private static void check(String what, List<String> labels, float[] scores, JsonNode expected) {
        List<String> wanted = new ArrayList<>();
        for (JsonNode label : expected) {
            String name = label.path("label").asText();
            wanted.add(name);
            assertThat(scores[labels.indexOf(name)])
                    .as("%s: %s", what, label)
                    .isCloseTo((float) label.path("score").asDouble(), within(TOLERANCE));
        }
        assertThat(labels).as(what).containsExactlyInAnyOrderElementsOf(wanted);
    }
}
