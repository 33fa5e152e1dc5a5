package textmill.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.MiniLm;
import textmill.runtime.TestModels;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.graph.FusedGraph;
import textmill.runtime.graph.OnnxGraphReader;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.PaddingSide;
import textmill.runtime.model.TextGraph;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

class PaddingRemovalTest {
    private static final String LONG =
            "A much longer text, of several words and a full stop. And a second sentence of it, which goes on and on.";
    private static final double ROUNDING = 2e-5;

    @ParameterizedTest
    @CsvSource({
        "tiny-bert, last_hidden_state",
        "tiny-electra, logits",
        "tiny-roberta, logits",
        "tiny-distilbert, last_hidden_state",
        "all-minilm-l6-v2, last_hidden_state"
    })
    void shouldComputeWhatTheModelComputesAndForEachTextTheSameBitsAsAlone(String name, String output)
            throws Exception {
        // Given
        ModelSpec spec = name.startsWith("tiny")
                ? TestModels.tiny(name)
                : ModelSpec.read(MiniLm.directory(), ModelOptions.none());
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel written =
                        OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1).withoutFusion());
                OnnxModel model = OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1))) {
            List<Tokens> rows = rows(tokenizer);
            BatchLayout layout = BatchLayout.of(spec);

            // When
            List<float[]> expected = run(written, output, rows, layout);
            List<float[]> together = run(model, output, rows, layout);

            // Then
            assertThat(written.skipsPadding()).isFalse();
            assertThat(model.skipsPadding()).isTrue();
            for (int i = 0; i < rows.size(); i++) {
                assertThat(largestDifference(together.get(i), expected.get(i))).isLessThan(ROUNDING);
                float[] alone =
                        run(model, output, rows.subList(i, i + 1), layout).get(0);
                assertThat(largestDifference(together.get(i), alone)).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(PaddingSide.class)
    void shouldFindTheTokensOnEitherSideOfThePadding(PaddingSide side) throws Exception {
        // Given
        ModelSpec spec = TestModels.tiny("tiny-bert");
        BatchLayout usual = BatchLayout.of(spec);
        BatchLayout layout = padded(usual, side);
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel written =
                        OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1).withoutFusion());
                OnnxModel model = OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1))) {
            List<Tokens> rows = rows(tokenizer);

            // When
            List<float[]> expected = run(written, "last_hidden_state", rows, layout);
            List<float[]> actual = run(model, "last_hidden_state", rows, layout);

            // Then
            for (int i = 0; i < rows.size(); i++) {
                assertThat(largestDifference(actual.get(i), expected.get(i))).isLessThan(ROUNDING);
            }
        }
    }

    @Test
    void shouldComputePaddingNowhereButInFrontOfAttention(@TempDir Path directory) throws Exception {
        // Given a layer without attention, whose padding would otherwise be computed from the padding token
        ModelSpec spec = TextGraph.write(TextGraph.LAYER, directory);
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel model = OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1))) {
            List<Tokens> rows = List.of(
                    tokenizer.tokenize("the house", false).cut(3),
                    tokenizer.tokenize(LONG, false).cut(9));
            PaddedBatch batch = new PaddedBatch();
            batch.fill(rows, BatchLayout.of(spec));

            // When
            ModelOutputs.Tensor hidden =
                    model.run(batch, Set.of("last_hidden_state")).get("last_hidden_state");

            // Then what stands in its place is the text's first token
            int width = (int) hidden.shape()[2];
            float[] first = Arrays.copyOf(hidden.values(), width);
            for (int place = 3; place < 9; place++) {
                assertThat(Arrays.copyOfRange(hidden.values(), place * width, (place + 1) * width))
                        .containsExactly(first);
            }
        }
    }

    /** What is looked up by something else may have any shape, and so has what is made of it. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"ids = Abs(input_ids)", "ids = Unsqueeze(input_ids) axes=2", "ids = Shape(input_ids)"})
    void shouldLeaveAloneWhatMayHaveAnotherShape(String first, @TempDir Path directory) throws Exception {
        // Given
        String lines = first + "\n" + TextGraph.LAYER.replace("Gather(words, input_ids)", "Gather(words, ids)");

        // When, Then
        assertThat(withoutPadding(lines, directory)).isNull();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Gather(words, input_ids) | Gather(words, input_ids) axis=1",
                "m = MatMul(e, w)         | m = MatMul(w, e)",
                "m = MatMul(e, w)         | r = Softmax(e)",
            })
    void shouldLeaveAloneWhatMayLookAtSeveralTokens(String part, String instead, @TempDir Path directory)
            throws Exception {
        // Given: with the addition of a projection, or there is nothing to join
        assertThat(TextGraph.LAYER).contains(part);
        String lines = TextGraph.LAYER
                .replace(part, instead)
                .replace("Add(m, bias)", instead.startsWith("r") ? "MatMul(r, r)" : "Add(m, bias)");

        // When, Then
        FusedGraph fused = fused(lines, directory);
        assertThat(fused == null ? null : fused.withoutPadding()).isNull();
    }

    /** As the bundled models have it; a factor of its own, or the square root of the 8 numbers of a head. */
    @ParameterizedTest
    @ValueSource(
            strings = {"num_heads=4", "num_heads=4 scale=0.5", "num_heads=1", "num_heads=4 mask_filter_value=-1000.0"})
    void shouldNotProjectPaddingForAnAttentionThatIsOneOperator(String settings, @TempDir Path directory)
            throws Exception {
        // Given
        ModelSpec spec = TextGraph.write(TextGraph.ATTENTION.replace("num_heads=4", settings), directory);
        BatchLayout usual = BatchLayout.of(spec);
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel written =
                        OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1).withoutFusion());
                OnnxModel model = OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1))) {
            List<Tokens> rows = rows(tokenizer);
            for (PaddingSide side : PaddingSide.values()) {
                BatchLayout layout = padded(usual, side);

                // When
                List<float[]> expected = run(written, "last_hidden_state", rows, layout);
                List<float[]> together = run(model, "last_hidden_state", rows, layout);

                // Then
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(largestDifference(together.get(i), expected.get(i)))
                            .isLessThan(ROUNDING);
                    if (side == PaddingSide.RIGHT) {
                        float[] alone = run(model, "last_hidden_state", rows.subList(i, i + 1), layout)
                                .get(0);
                        assertThat(largestDifference(together.get(i), alone)).isZero();
                    }
                }
            }
        }
        assertThat(operators(directory)).contains("Softmax", "FusedMatMul").doesNotContain("Attention");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "num_heads=4            | num_heads=4 unidirectional=1",
                "num_heads=4            | num_heads=4 do_rotary=1",
                "num_heads=4            | num_heads=5",
                "(e, qkv, b3, mask)     | (e, qkv, b3)",
                "(e, qkv, b3, mask)     | (e, qkv, , mask)",
                "(e, qkv, b3, mask)     | (e, qkv, b3, mask, past)",
                "Cast(attention_mask)   | Neg(attention_mask)",
                "c = com                | c,present = com",
            })
    void shouldLeaveAloneAnAttentionThatIsNotQuiteThat(String part, String instead, @TempDir Path directory)
            throws Exception {
        // Given
        assertThat(TextGraph.ATTENTION).contains(part);
        TextGraph.model(TextGraph.ATTENTION.replace(part, instead)).write(directory.resolve("model.onnx"));

        // When, Then: the rest of the layer goes without padding
        assertThat(operators(directory))
                .contains("Attention", "SkipLayerNormalization")
                .doesNotContain("Softmax");
    }

    private static BatchLayout padded(BatchLayout usual, PaddingSide side) {
        return new BatchLayout(
                usual.inputs(),
                new BatchLayout.Padding(usual.padding().id(), side),
                usual.positions(),
                usual.globalFirst(),
                usual.leastRows());
    }

    private static Set<String> operators(Path directory) throws Exception {
        FusedGraph graph = Objects.requireNonNull(FusedGraph.of(directory.resolve("model.onnx")));
        byte[] bytes = Objects.requireNonNull(graph.withoutPadding()).bytes();
        return OnnxGraphReader.read(Files.write(directory.resolve("without-padding.onnx"), bytes))
                .operators();
    }

    @Test
    void shouldTakeIdsOfAnotherType(@TempDir Path directory) throws Exception {
        // Given
        String lines = "ids = Cast(input_ids) to=6\n"
                + TextGraph.LAYER.replace("Gather(words, input_ids)", "Gather(words, ids)");

        // When, Then
        assertThat(withoutPadding(lines, directory)).isNotNull();
    }

    @Test
    void shouldTakeWeightsThatAreStoredAsIntegersAndScales(@TempDir Path directory) throws Exception {
        // Given: tables too, as the bundled models have them
        String stored = TextGraph.LAYER.replace(
                "m = MatMul(e, w)", "integers = Cast(w8) to=1\nweights = Mul(integers, row)\nm = MatMul(e, weights)");
        String table = stored.replace("e = Gather(words, input_ids)", """
                rows = Gather(w8, input_ids)
                cast = Cast(rows) to=1
                scales = Gather(words, input_ids)
                word = Mul(cast, scales)
                slice = Slice(w8, first, last)
                floats = Cast(slice) to=1
                position = Mul(floats, floats)
                e = Add(word, position)""");
        ModelSpec spec = TextGraph.write(stored, directory);

        // When, Then
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel written =
                        OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1).withoutFusion());
                OnnxModel model = OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1))) {
            assertThat(model.skipsPadding()).isTrue();
            List<Tokens> rows = rows(tokenizer);
            List<float[]> expected = run(written, "last_hidden_state", rows, BatchLayout.of(spec));
            List<float[]> actual = run(model, "last_hidden_state", rows, BatchLayout.of(spec));
            for (int i = 0; i < rows.size(); i++) {
                assertThat(largestDifference(actual.get(i), expected.get(i))).isLessThan(ROUNDING);
            }
        }
        assertThat(withoutPadding(table, directory)).isNotNull();
        assertThat(withoutPadding(table.replace("Slice(w8", "Slice(bias"), directory))
                .isNull();
        assertThat(withoutPadding(stored.replace("Mul(integers, row)", "Mul(integers, e)"), directory))
                .isNull();
        assertThat(withoutPadding(stored.replace("Cast(w8) to=1", "Cast(e) to=1"), directory))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {TextGraph.BIAS_GELU, TextGraph.QUANTISED})
    void shouldLeaveAloneWhatHasNoLayerOfFloats(String lines, @TempDir Path directory) throws Exception {
        assertThat(withoutPadding(lines, directory)).isNull();
    }

    @Test
    void shouldRunAsBeforeWhereOneRowIsAddedToAll(@TempDir Path directory) throws Exception {
        // Given a shape that no operator tells, and that ONNX Runtime finds when it runs
        String lines = TextGraph.LAYER.replace("m = MatMul(e, w)", "one = ReduceMean(e) axes=0,1\nm = MatMul(one, w)");
        ModelSpec spec = TextGraph.write(lines, directory);

        // When
        try (OnnxModel model = OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1))) {
            // Then
            assertThat(model.skipsPadding()).isFalse();
        }
    }

    private static @Nullable FusedGraph fused(String lines, Path directory) throws Exception {
        Path file = directory.resolve("model.onnx");
        TextGraph.model(lines).write(file);
        return FusedGraph.of(file);
    }

    private static @Nullable FusedGraph withoutPadding(String lines, Path directory) throws Exception {
        return Objects.requireNonNull(fused(lines, directory)).withoutPadding();
    }

    private static List<Tokens> rows(TextTokenizer tokenizer) {
        Tokens tokens = tokenizer.tokenize(LONG, false);
        return List.of(
                tokenizer.tokenize("", false),
                tokens,
                tokenizer.tokenize("the house", false),
                tokens.cut(tokens.length() - 1),
                tokens.cut(7));
    }

    private static double largestDifference(float[] values, float[] others) {
        assertThat(values).hasSameSizeAs(others);
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i] - others[i]))
                .max()
                .orElseThrow();
    }

    /** What each text's own tokens give. */
    private static List<float[]> run(OnnxModel model, String output, List<Tokens> rows, BatchLayout layout)
            throws RunFailedException {
        PaddedBatch batch = new PaddedBatch();
        batch.fill(rows, layout);
        ModelOutputs.Tensor tensor = model.run(batch, Set.of(output)).get(output);
        boolean byToken = tensor.shape()[1] == batch.longest();
        int width = tensor.values().length / rows.size() / (byToken ? batch.longest() : 1);
        return IntStream.range(0, rows.size())
                .mapToObj(i -> {
                    int first = byToken ? i * batch.longest() + batch.offset(rows.get(i)) : i;
                    int count = byToken ? rows.get(i).length() : 1;
                    return Arrays.copyOfRange(tensor.values(), first * width, (first + count) * width);
                })
                .toList();
    }
}
