package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.TextModel;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.EngineConfig;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TaskSpec;

/** What a graph is fed, by what comes out of it: all texts at once, against the reference's values of each alone. */
class GoldenInputsTest {
    private static final float TOLERANCE = 1e-4f;
    private static final EngineConfig CONFIG = EngineConfig.defaults()
            .withDevice(DeviceChoice.parse("cpu"))
            .withThreads(1, 1, 1)
            .withBatch(512, 16);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "albert",
                "bert",
                "bert-cased",
                "bert-chinese",
                "camembert",
                "convbert",
                "data2vec-text",
                "deberta",
                "deberta-v2",
                "distilbert",
                "electra",
                "modernbert",
                "mpnet",
                "nomic-bert",
                "roberta",
                "t5-encoder",
                "xlm-roberta",
                "xlnet",
                "graph-fixed-batch",
                "graph-fixed-batch-four",
                "graph-fixed-both",
                "graph-fixed-length",
                "graph-input-with-default",
                "graph-int32",
                "graph-mask-square",
                "graph-mixed-integers",
                "graph-no-mask",
                "graph-no-types",
                "graph-position-ids",
                "graph-position-ids-roberta",
                "graph-types-roberta",
                "settings-padding-left"
            })
    void shouldGiveTheReferencesEmbeddings(String name, @TempDir Path directory) {
        // Given
        GoldenModel golden = GoldenModel.of(name);
        List<JsonNode> lines = golden.lines();
        TaskSpec task = TaskSpec.of(ModelSpec.read(golden.layOut(directory)));

        // When
        List<float[]> vectors = new ArrayList<>();
        try (TextModel model = TextModel.load(task, CONFIG)) {
            vectors.addAll(model.embed(
                    lines.stream().map(line -> line.path("text").asText()).toList()));
        }

        // Then
        for (int i = 0; i < vectors.size(); i++) {
            assertThat(vectors.get(i))
                    .as("text %d", i)
                    .containsExactly(
                            floats(lines.get(i).path("embedding")), org.assertj.core.data.Offset.offset(TOLERANCE));
        }
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.path(i).asDouble();
        }
        return values;
    }
}
