package textmill.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.MiniLm;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.OnnxBytes;
import textmill.runtime.model.TextGraph;

class FusedGraphTest {
    private final Path file;

    FusedGraphTest(@TempDir Path directory) {
        file = directory.resolve("model.onnx");
    }

    @ParameterizedTest
    @ValueSource(strings = {TextGraph.LAYER, TextGraph.SPELLED_OUT})
    void shouldJoinTheEndOfALayer(String lines) throws IOException {
        // When
        FusedGraph fused = Objects.requireNonNull(fuse(TextGraph.model(lines)));

        // Then
        assertThat(fused.joined()).isOne();
        OnnxGraph graph = read(fused);
        assertThat(graph.operators())
                .contains("SkipLayerNormalization", "MatMul", "Gather")
                .doesNotContain("LayerNormalization", "ReduceMean", "Pow", "Div");
        assertThat(graph.opsets()).containsEntry("com.microsoft", 1L).containsEntry("", 17L);
        assertThat(graph.outputs()).singleElement().satisfies(output -> assertThat(output.name())
                .isEqualTo("last_hidden_state"));
    }

    @Test
    void shouldLeaveLargeWeightsInTheirFile() throws IOException {
        // When
        FusedGraph fused = Objects.requireNonNull(fuse(TextGraph.model(TextGraph.LAYER)));

        // Then: the table of 64,000 bytes and the matrix of 4,096 are not copied
        assertThat(fused.bytes().length).isLessThan(4_096);
        assertThat(fused.directory()).isEqualTo(file.toRealPath().getParent());
        assertThat(read(fused).external())
                .extracting(OnnxGraph.ExternalData::location)
                .containsOnly("model.onnx");
    }

    @Test
    void shouldFollowALinkToTheFile(@TempDir Path cache) throws IOException {
        // Given
        Path blob = cache.resolve("blob");
        TextGraph.model(TextGraph.LAYER).write(blob);
        Files.createSymbolicLink(file, blob);

        // When
        FusedGraph fused = Objects.requireNonNull(FusedGraph.of(file));

        // Then
        assertThat(fused.directory()).isEqualTo(cache.toRealPath());
        assertThat(read(fused).external())
                .extracting(OnnxGraph.ExternalData::location)
                .containsOnly("blob");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "LAYER       | axis=-1                             | axis=1",
                "LAYER       | axis=-1                             | axis=-1 stash_type=11",
                "LAYER       | sum, gamma, beta                    | sum, gamma",
                "LAYER       | sum, gamma, beta                    | sum, row, beta",
                "LAYER       | sum, gamma, beta                    | sum, gamma, short",
                "LAYER       | sum, gamma, beta                    | sum, p, beta",
                "LAYER       | y = LayerN                          | y,mean,deviation = LayerN",
                "LAYER       | = LayerN                            | = somebody.else:LayerN",
                "LAYER       | sum = Add                           | sum = somebody.else:Add",
                "LAYER       | sum = Add                           | sum = Sub",
                "LAYER       | Add(p, e)                           | Add(p, row)",
                "LAYER       | Add(p, e)                           | Add(e, e)",
                "LAYER       | Identity(y)                         | Identity(y) body=graph",
                "SPELLED_OUT | mean = ReduceMean(sum) axes=-1      | mean = ReduceMean(sum) axes=1",
                "SPELLED_OUT | mean = ReduceMean(sum) axes=-1      | mean = ReduceMean(sum) axes=-1,-2",
                "SPELLED_OUT | mean = ReduceMean(sum) axes=-1      | mean = ReduceMean(sum)",
                "SPELLED_OUT | mean = ReduceMean(sum)              | mean = ReduceMean(e)",
                "SPELLED_OUT | mean = ReduceMean(sum) axes=-1      | mean = ReduceMean(sum) axes=-1 keepdims=0",
                "SPELLED_OUT | variance = ReduceMean(square) axes=-1 | variance = ReduceMean(square) axes=1",
                "SPELLED_OUT | Pow(d, two)                         | Pow(d, three)",
                "SPELLED_OUT | Pow(d, two)                         | Pow(d, e)",
                "SPELLED_OUT | Pow(d, two)                         | Pow(sum, two)",
                "SPELLED_OUT | Add(variance, eps)                  | Add(variance, bias)",
                "SPELLED_OUT | Div(d, root)                        | Div(root, d)",
                "SPELLED_OUT | Div(d, root)                        | Div(sum, root)",
                "SPELLED_OUT | Sub(sum, mean)                      | Sub(mean, sum)",
                "SPELLED_OUT | Mul(quotient, gamma)                | Mul(quotient, e)",
                "SPELLED_OUT | Identity(y)                         | Add(y, d)",
                "SPELLED_OUT | Identity(y)                         | Add(y, variance)",
                "SPELLED_OUT | Identity(y)                         | Add(y, mean)",
                "SPELLED_OUT | y = Add(scaled, beta)               | y = Add(scaled, scaled)",
            })
    void shouldLeaveAloneWhatIsNotQuiteThat(String graph, String part, String instead) throws IOException {
        // Given
        String lines = graph.equals("LAYER") ? TextGraph.LAYER : TextGraph.SPELLED_OUT;
        assertThat(lines).contains(part);

        // When, Then
        assertThat(fuse(TextGraph.model(lines.replace(part, instead)))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"8192, y/tokens", "8193, y"})
    void shouldComputePaddingForTheScoresOfAVocabulary(int words, String read) throws IOException {
        // Given
        String lines = TextGraph.LAYER.replace("Identity(y)", "MatMul(y, scores)");
        OnnxBytes.encoder(graph -> {
                    lines.lines().forEach(line -> graph.bytes(1, TextGraph.node(line.strip())));
                    graph.initialiser("words", 8, 2).initialiser("w", 2, 2).initialiser("scores", 2, words);
                    for (String name : List.of("bias", "gamma", "beta")) {
                        graph.tensor(name, new long[] {2}, 1, 1);
                    }
                })
                .write(file);
        RewrittenModel model = Objects.requireNonNull(RewrittenModel.read(file));

        // When
        List<GraphNode> nodes = Objects.requireNonNull(PaddingRemoval.apply(
                model.nodes(), model.parts().initialisers(), Set.of("input_ids"), null, Set.of("last_hidden_state")));

        // Then
        assertThat(nodes)
                .filteredOn(node -> node.inputs.contains("scores"))
                .singleElement()
                .satisfies(node -> assertThat(node.inputs).startsWith(read));
    }

    @Test
    void shouldPartABiasFromItsGelu() throws IOException {
        // When
        FusedGraph fused = Objects.requireNonNull(fuse(TextGraph.model(TextGraph.BIAS_GELU)));

        // Then
        assertThat(fused.joined()).isZero();
        assertThat(read(fused).operators()).contains("Add", "Gelu").doesNotContain("BiasGelu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"somebody.else:BiasGelu(m, bias)", "com.microsoft:Gelu(m)"})
    void shouldLeaveAloneAnotherActivation(String instead) throws IOException {
        assertThat(fuse(TextGraph.model(TextGraph.BIAS_GELU.replace("com.microsoft:BiasGelu(m, bias)", instead))))
                .isNull();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "last_hidden_state          | last_hidden_state",
                "both = Mul(s, s8)          | both = Mul(s8, s)",
                "m = Mul(f, both)           | m = Mul(both, f)",
                "MatMulInteger(q, w8, z, z8) | MatMulInteger(q, w8, z)",
            })
    void shouldGiveEveryTokenItsOwnScale(String part, String instead) throws IOException {
        // When
        String lines = TextGraph.QUANTISED.replace(part, instead);
        FusedGraph fused = Objects.requireNonNull(fuse(TextGraph.model(lines)));

        // Then
        assertThat(fused.quantisesPerToken()).isTrue();
        assertThat(fused.joined()).isOne();
        assertThat(read(fused).operators())
                .contains("MatMulIntegerToFloat", "QuantizeLinear", "ReduceMax")
                .doesNotContain("DynamicQuantizeLinear", "MatMulInteger", "Cast");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "MatMulInteger(q, w8, z, z8) | MatMulInteger(q, q, z, z)",
                "MatMulInteger(q, w8, z, z8) | MatMulInteger(q, w8, z8, z8)",
                "MatMulInteger(q, w8, z, z8) | MatMulInteger(q, w8)",
                "f = Cast(i) to=1            | f = Neg(i)",
                "both = Mul(s, s8)           | both = Mul(s, e)",
                "both = Mul(s, s8)           | both = Add(s, s8)",
                "m = Mul(f, both)            | m = Add(f, both)",
                "Identity(y)                 | Add(y, s)",
                "Identity(y)                 | Add(y, both)",
                "Identity(y)                 | Add(y, f)",
                "Identity(y)                 | Add(y, i)",
                "Identity(y)                 | DequantizeLinear(q, s, z)",
            })
    void shouldKeepTheScaleOfTheBatchWhereAnythingIsUnusual(String part, String instead) throws IOException {
        // Given
        assertThat(TextGraph.QUANTISED).contains(part);

        // When
        FusedGraph fused = fuse(TextGraph.model(TextGraph.QUANTISED.replace(part, instead)));

        // Then
        assertThat(fused == null || !fused.quantisesPerToken()).isTrue();
    }

    @Test
    void shouldKeepTheScaleWhereTheProductTakesAnotherZeroPoint() throws IOException {
        // Given: its own zero point is read as often as if it did
        String lines = TextGraph.QUANTISED.replace(
                "i = MatMulInteger(q, w8, z, z8)", "other = Identity(z)\ni = MatMulInteger(q, w8, z8, z8)");

        // When, Then
        assertThat(Objects.requireNonNull(fuse(TextGraph.model(lines))).quantisesPerToken())
                .isFalse();
    }

    @Test
    void shouldKeepAllScalesIfOneIsUnusual() throws IOException {
        // Given a second product whose integers go elsewhere too
        String second = """
                q2,s2,z2 = DynamicQuantizeLinear(m)
                i2 = MatMulInteger(q2, w8, z2, z8)
                f2 = Cast(i2) to=1
                both2 = Mul(s2, s8)
                m2 = Mul(f2, both2)
                other = Add(m2, f2)
                p = Add(m, bias)
                """;

        // When
        FusedGraph fused = fuse(TextGraph.model(TextGraph.QUANTISED.replace("p = Add(m, bias)\n", second)));

        // Then
        assertThat(Objects.requireNonNull(fused).quantisesPerToken()).isFalse();
        assertThat(read(fused).operators()).contains("DynamicQuantizeLinear");
    }

    @Test
    void shouldLeaveAloneAModelWithFunctionsOfItsOwn() throws IOException {
        assertThat(fuse(TextGraph.model(TextGraph.LAYER)
                        .bytes(25, OnnxBytes.message().text(1, "Add"))))
                .isNull();
    }

    @Test
    void shouldLeaveAloneAValueInTheMiddleThatIsAnOutput() throws IOException {
        // Given
        String lines = TextGraph.SPELLED_OUT
                .replace("quotient", "last_hidden_state")
                .replace("last_hidden_state = Identity(y)", "z = Identity(y)");

        // When, Then
        assertThat(fuse(TextGraph.model(lines))).isNull();
    }

    @Test
    void shouldLeaveAloneWhatIsJoinedAlreadyAndWhatIsNoModel() throws IOException {
        assertThat(fuse(TextGraph.model("""
                        e = Gather(words, input_ids)
                        m = MatMul(e, w)
                        y = com.microsoft:SkipLayerNormalization(m, e, gamma, beta, bias) epsilon=0.001
                        last_hidden_state = Identity(y)
                        """))).isNull();
        Files.writeString(file, "no model at all");
        assertThat(FusedGraph.of(file)).isNull();
    }

    @Test
    void shouldJoinEveryLayerOfARealExport() {
        // Given: all-MiniLM-L6-v2 of opset 11 with 13 normalisations, that of the embeddings among them
        Path export = ModelSpec.read(MiniLm.directory()).onnx().path();

        // When, Then
        assertThat(Objects.requireNonNull(FusedGraph.of(export)).joined()).isEqualTo(12);
    }

    private @Nullable FusedGraph fuse(OnnxBytes model) throws IOException {
        model.write(file);
        return FusedGraph.of(file);
    }

    private OnnxGraph read(FusedGraph fused) throws IOException {
        return OnnxGraphReader.read(Files.write(file.resolveSibling("fused.onnx"), fused.bytes()));
    }
}
