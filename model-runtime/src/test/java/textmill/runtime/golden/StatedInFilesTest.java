package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
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
import textmill.runtime.task.TaskSpec;

/** What the user states may stand in the section {@code textmill} of {@code config.json}, and gives the same values. */
class StatedInFilesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final float TOLERANCE = 1e-4f;

    private final Path directory;

    StatedInFilesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Labels of a zero-shot task are of the task and not of the model. */
    static Stream<GoldenModel> stated() {
        return GoldenModel.all().stream()
                .filter(golden -> golden.about().has("options") && !golden.refused())
                .filter(golden -> !golden.about().path("task").asText().equals("zero-shot"));
    }

    @ParameterizedTest
    @MethodSource("stated")
    void shouldHoldAsOnTheCommandLine(GoldenModel golden) throws IOException {
        // Given
        Path model = golden.layOut(directory);
        write(model, golden.about().path("options"));

        // When
        List<JsonNode> lines = golden.lines();
        List<Outcome> outcomes;
        try (TextModel loaded = TextModel.load(TaskSpec.of(ModelSpec.read(model)), EngineConfig.defaults())) {
            outcomes =
                    loaded.runAll(lines.stream().map(OneAnswerGoldenTest::input).toList());
        }

        // Then
        float tolerance = (float) golden.about().path("tolerance").asDouble(TOLERANCE);
        for (int i = 0; i < lines.size(); i++) {
            String what = golden + ", text " + (i + 1);
            assertThat(outcomes.get(i)).as(what).isInstanceOf(Outcome.Success.class);
            new GoldenValues(what, lines.get(i), tolerance)
                    .check(((Outcome.Success) outcomes.get(i)).results().get(0));
        }
    }

    @Test
    void shouldFindEveryStatement() {
        assertThat(stated().flatMap(golden -> Stream.of("pooling", "labels", "task", "model.file", "output", "prompt")
                        .filter(golden.about().path("options")::has)))
                .contains("pooling", "labels", "task", "model.file", "output", "prompt");
    }

    @Test
    void shouldGiveWayToWhatIsStatedElsewhere() throws IOException {
        // Given
        GoldenModel golden = GoldenModel.of("optimum-base-cls");
        Path model = golden.layOut(directory);
        write(model, JSON.valueToTree(Map.of("pooling", List.of("max", "mean"), "normalise", true)));

        // When
        Statements elsewhere = Statements.parse(Map.of("pooling", "cls"));
        JsonNode line = golden.lines().get(0);
        TaskSpec task = TaskSpec.of(ModelSpec.read(model, ModelOptions.none().with(elsewhere)));

        // Then
        try (TextModel loaded = TextModel.load(task, EngineConfig.defaults())) {
            Outcome outcome =
                    loaded.runAll(List.of(OneAnswerGoldenTest.input(line))).get(0);
            new GoldenValues("cls", line, TOLERANCE)
                    .check(((Outcome.Success) outcome).results().get(0));
        }
    }

    @Test
    void shouldSayWhichStatementIsNone() throws IOException {
        Path model = GoldenModel.of("optimum-base-cls").layOut(directory);
        write(model, JSON.valueToTree(Map.of("pooling", "sum")));

        assertThatThrownBy(() -> ModelSpec.read(model))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("pooling: expected cls, max, mean");
    }

    private static void write(Path model, JsonNode section) throws IOException {
        Path file = model.resolve("config.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        config.set("textmill", section);
        JSON.writeValue(file.toFile(), config);
    }
}
