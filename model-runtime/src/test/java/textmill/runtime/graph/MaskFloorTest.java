package textmill.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.MiniLm;
import textmill.runtime.TestModels;
import textmill.runtime.model.TextGraph;

class MaskFloorTest {
    private static final String SUBTRACTED = """
            floats = Cast(attention_mask) to=1
            padding = Sub(unit, floats)
            low = Mul(padding, lowest)
            mask = Unsqueeze(low) axes=1
            """;
    private static final String CHOSEN = """
            truth = Cast(attention_mask) to=9
            padding = Not(truth)
            low = Where(padding, lowest, zero)
            mask = Unsqueeze(low) axes=1
            """;
    private static final String ATTENTION = """
            scores = MatMul(e, e)
            sum = Add(scores, mask)
            weights = Softmax(sum)
            """;

    private final Path file;

    MaskFloorTest(@TempDir Path directory) {
        file = directory.resolve("model.onnx");
    }

    @ParameterizedTest
    @CsvSource({"tiny-bert, 1", "tiny-electra, 1", "tiny-roberta, 1", "all-minilm-l6-v2, 1", "tiny-distilbert, 0"})
    void shouldRaiseTheMaskOfAllLayersOnce(String name, int masks) throws IOException {
        // Given
        Path directory = name.startsWith("tiny") ? TestModels.tiny(name).directory() : MiniLm.directory();
        RewrittenModel rewritten = Objects.requireNonNull(RewrittenModel.read(directory.resolve("model.onnx")));
        ModelParts parts = rewritten.parts();

        // When
        List<GraphNode> nodes = Objects.requireNonNull(
                PaddingRemoval.apply(rewritten.nodes(), parts.initialisers(), parts.inputs(), null, parts.outputs()));

        // Then
        assertThat(nodes).filteredOn(node -> node.is("Max", 2)).hasSize(masks);
        long layers = nodes.stream().filter(node -> node.is("Softmax", 1)).count();
        assertThat(layers).isPositive();
        assertThat(nodes)
                .filteredOn(node -> node.inputs.stream().anyMatch(input -> input.endsWith("/raised")))
                .hasSize((int) (masks * layers));
    }

    @ParameterizedTest
    @ValueSource(strings = {SUBTRACTED, CHOSEN})
    void shouldRaiseWhatIsMadeOfTheMask(String mask) throws IOException {
        // When
        List<GraphNode> nodes = raised(mask + ATTENTION);

        // Then
        assertThat(nodes).filteredOn(node -> node.is("Add", 2)).singleElement().satisfies(sum -> assertThat(sum.inputs)
                .containsExactly("scores", "mask/raised"));
        assertThat(nodes).filteredOn(node -> node.is("Max", 2)).singleElement().satisfies(max -> assertThat(max.inputs)
                .containsExactly("mask", "textmill/mask-floor"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Add(scores, mask)        | Mul(scores, mask)",
                "Add(scores, mask)        | Add(scores, scores)",
                "Add(scores, mask)        | Add(mask, mask)",
                "Softmax(sum)             | Identity(sum)",
                "Mul(padding, lowest)     | Mul(padding, slopes)",
                "Mul(padding, lowest)     | Div(padding, lowest)",
                "Unsqueeze(low) axes=1    | Gather(words, attention_mask)",
                "Sub(unit, floats)         | Sub(unit, e)",
            })
    void shouldLeaveAloneWhatIsNotQuiteThat(String part, String instead) throws IOException {
        // Given
        String lines = SUBTRACTED + ATTENTION;
        assertThat(lines).contains(part);

        // When, Then
        assertThat(raised(lines.replace(part, instead))).noneMatch(node -> node.is("Max", 2));
    }

    @Test
    void shouldLeaveAloneScoresThatSomebodyElseReads() throws IOException {
        assertThat(raised(SUBTRACTED + ATTENTION + "p = Identity(sum)\n")).noneMatch(node -> node.is("Max", 2));
    }

    private List<GraphNode> raised(String lines) throws IOException {
        TextGraph.model("e = Gather(words, input_ids)\n" + lines + "last_hidden_state = Identity(e)\n")
                .write(file);
        RewrittenModel model = Objects.requireNonNull(RewrittenModel.read(file));
        return MaskFloor.apply(
                model.nodes(), model.parts().initialisers(), model.parts().inputs());
    }
}
