package textmill.runtime.task.tokenclassification;

import static org.assertj.core.api.Assertions.assertThat;

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
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.golden.GoldenModel;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskTypes;
import textmill.runtime.task.tokenclassification.Entities.Entity;

/** Entities as the pipeline of the transformers library gives them, all aggregations. */
class GoldenEntitiesTest {
    private static final float TOLERANCE = 1e-4f;
    private static final EngineConfig CPU =
            EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")).withThreadsAlone(1);

    private final Path directory;

    GoldenEntitiesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static Stream<GoldenModel> goldens() {
        return GoldenModel.all().stream()
                .filter(golden -> golden.about().path("task").asText().equals("token-classification"))
                .filter(golden -> !golden.refused());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void shouldFindTheEntitiesOfTheReference(GoldenModel golden) {
        // Given
        ModelSpec model = ModelSpec.read(golden.layOut(directory));
        List<JsonNode> lines = golden.lines();
        List<String> texts =
                lines.stream().map(line -> line.path("text").asText()).toList();
        for (Aggregation aggregation : Aggregation.values()) {
            // When
            List<Entities> found = entities(model, Map.of("aggregation", aggregation.name()), texts);

            // Then
            for (int i = 0; i < lines.size(); i++) {
                JsonNode expected =
                        lines.get(i).path("entities").path(aggregation.name().toLowerCase(java.util.Locale.ROOT));
                assertThat(words(found.get(i).entities()))
                        .as("%s: %s", aggregation, texts.get(i))
                        .isEqualTo(words(expected));
                for (int j = 0; j < expected.size(); j++) {
                    assertThat(found.get(i).entities().get(j).score())
                            .as("%s: %s, entity %d", aggregation, texts.get(i), j)
                            .isCloseTo(
                                    (float) expected.path(j).path("score").asDouble(),
                                    org.assertj.core.data.Offset.offset(TOLERANCE));
                }
            }
        }
    }

    @Test
    void shouldCoverThreeFamiliesAndBothSchemes() {
        assertThat(goldens().map(GoldenModel::name))
                .contains(
                        "entities-bert",
                        "entities-roberta",
                        "entities-xlm-roberta",
                        "entities-bioes-bert",
                        "entities-bioes-roberta",
                        "entities-bioes-xlm-roberta");
    }

    @Test
    void shouldLeaveOutWhatScoresLess() {
        // Given
        GoldenModel golden = GoldenModel.of("entities-bert");
        ModelSpec model = ModelSpec.read(golden.layOut(directory));
        List<String> texts = List.of(golden.lines().get(0).path("text").asText());

        // When
        List<Entity> all = entities(model, Map.of(), texts).get(0).entities();
        List<Entity> some =
                entities(model, Map.of("threshold", "0.6"), texts).get(0).entities();

        // Then
        assertThat(all).anyMatch(entity -> entity.score() < 0.6f);
        assertThat(some)
                .isNotEmpty()
                .isEqualTo(all.stream().filter(entity -> entity.score() >= 0.6f).toList());
    }

    private static List<Entities> entities(ModelSpec model, Map<String, String> options, List<String> texts) {
        TaskSpec task = TaskSpec.of(
                "entities", model, TaskTypes.of(model), TaskOptions.of(TokenClassificationType.INSTANCE, options));
        List<Entities> found = new ArrayList<>();
        try (TextModel loaded = TextModel.load(task, CPU)) {
            for (Outcome outcome : loaded.run(texts)) {
                found.add((Entities) ((Outcome.Success) outcome).results().get(0));
            }
        }
        return found;
    }

    private static List<String> words(List<Entity> entities) {
        return entities.stream()
                .map(entity -> entity.label() + " " + entity.start() + "-" + entity.end() + " " + entity.text())
                .toList();
    }

    private static List<String> words(JsonNode entities) {
        List<String> words = new ArrayList<>();
        entities.forEach(entity -> words.add(entity.path("label").asText() + " "
                + entity.path("start").asInt() + "-" + entity.path("end").asInt() + " "
                + entity.path("text").asText()));
        return words;
    }
}
