package textmill.runtime.task.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.TextModel;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.engine.Outcome;
import textmill.runtime.golden.GoldenModel;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.tokenize.TextTokenizer;

/** Which terms of the reference's stay, and how they are written. */
class GoldenTermsTest {
    private static final EngineConfig CPU =
            EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")).withThreadsAlone(1);

    @ParameterizedTest
    @ValueSource(strings = {"sparse-bert", "sparse-roberta", "sparse-xlm-roberta"})
    void shouldKeepTheHeaviestInTheirOrder(String name, @TempDir Path directory) {
        // Given
        GoldenModel golden = GoldenModel.of(name);
        ModelSpec spec = ModelSpec.read(golden.layOut(directory));
        TaskSpec task = TaskSpec.of(
                "terms", spec, SparseType.INSTANCE, TaskOptions.of(SparseType.INSTANCE, Map.of("top.k", "5")));
        List<JsonNode> lines = golden.lines();

        // When
        List<Outcome> outcomes;
        try (TextModel model = TextModel.load(task, CPU)) {
            outcomes = model.run(
                    lines.stream().map(line -> line.path("text").asText()).toList());
        }

        // Then
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer())) {
            for (int i = 0; i < lines.size(); i++) {
                SparseVector found = (SparseVector)
                        ((Outcome.Success) outcomes.get(i)).results().get(0);
                List<Integer> expected = heaviest(lines.get(i).path("sparse"), 5);
                assertThat(found.indices())
                        .as("text %d", i)
                        .containsExactly(expected.stream().mapToInt(id -> id).toArray());
                assertThat(found.tokens())
                        .containsExactly(expected.stream().map(tokenizer::token).toArray(String[]::new));
            }
        }
    }

    private static List<Integer> heaviest(JsonNode sparse, int most) {
        List<Integer> places = new ArrayList<>(
                IntStream.range(0, sparse.path("indices").size()).boxed().toList());
        places.sort(Comparator.comparing(
                        (Integer place) -> sparse.path("values").path(place).asDouble())
                .reversed());
        return places.stream()
                .limit(most)
                .map(place -> sparse.path("indices").path(place).asInt())
                .sorted()
                .toList();
    }
}
