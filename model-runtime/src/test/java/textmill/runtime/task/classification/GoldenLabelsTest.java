package textmill.runtime.task.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.TextModel;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.golden.GoldenModel;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskSpec;

/** Which labels of the reference's are listed. */
class GoldenLabelsTest {
    private static final EngineConfig CPU =
            EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")).withThreadsAlone(1);

    private final Path directory;

    GoldenLabelsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(strings = {"multi-label-bert", "multi-label-roberta", "multi-label-xlm-roberta"})
    void shouldListTheLabelsThatReachTheThreshold(String name) {
        check(name, Map.of("threshold", "0.7"), label -> label.path("score").asDouble() >= 0.7, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multi-label-bert", "multi-label-roberta", "multi-label-xlm-roberta"})
    void shouldListTheLabelsThatReachTheirOwn(String name) {
        Map<String, Double> own = Map.of("toxic", 0.1, "insult", 0.8, "threat", 0.9);
        check(
                name,
                Map.of("threshold", "0.35,toxic:0.1,insult:0.8,threat:0.9"),
                label -> label.path("score").asDouble()
                        >= own.getOrDefault(label.path("label").asText(), 0.35),
                4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multi-label-bert", "classifier-roberta", "classifier-xlm-roberta"})
    void shouldListTheBest(String name) {
        check(name, Map.of("top.k", "2"), label -> true, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multi-label-bert", "classifier-roberta", "classifier-xlm-roberta"})
    void shouldListTheBestOfThoseThatReachTheThreshold(String name) {
        check(
                name,
                Map.of("top.k", "1", "threshold", "0.6"),
                label -> label.path("score").asDouble() >= 0.6,
                1);
    }

    @Test
    void shouldSayWhichLabelsThereAre() {
        GoldenModel golden = GoldenModel.of("multi-label-bert");
        Path model = golden.layOut(directory);

        assertThatThrownBy(() -> task(model, Map.of("threshold", "0.5,spma:0.4")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "labels that the option threshold names, [spma], found [toxic, insult, threat, spam]");
        assertThatThrownBy(() -> task(model, Map.of("threshold", "spam:0.4")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("a threshold for each label, found none for [toxic, insult, threat]");
    }

    private void check(String name, Map<String, String> options, Predicate<JsonNode> listed, int most) {
        GoldenModel golden = GoldenModel.of(name);
        List<JsonNode> lines = golden.lines();
        List<String> texts =
                lines.stream().map(line -> line.path("text").asText()).toList();
        try (TextModel model = TextModel.load(task(golden.layOut(directory), options), CPU)) {
            List<Outcome> outcomes = model.run(texts);
            for (int i = 0; i < lines.size(); i++) {
                Classification found = (Classification)
                        ((Outcome.Success) outcomes.get(i)).results().get(0);
                List<String> expected = new ArrayList<>();
                for (JsonNode label : lines.get(i).path("labels")) {
                    if (listed.test(label) && expected.size() < most) {
                        expected.add(label.path("label").asText());
                    }
                }
                assertThat(Arrays.stream(found.listed(1))
                                .mapToObj(found.labels().names()::get))
                        .as("%s with %s: %s", name, options, texts.get(i))
                        .containsExactlyElementsOf(expected);
                assertThat(found.labels().names().get(found.best()))
                        .isEqualTo(lines.get(i)
                                .path("labels")
                                .path(0)
                                .path("label")
                                .asText());
            }
        }
    }

    private static TaskSpec task(Path model, Map<String, String> options) {
        return TaskSpec.of(
                "labels",
                ModelSpec.read(model),
                ClassificationType.INSTANCE,
                TaskOptions.of(ClassificationType.INSTANCE, options));
    }
}
