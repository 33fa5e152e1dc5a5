package textmill.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.TestModels;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.graph.FusedGraph;
import textmill.runtime.model.ModelInput;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.TextGraph;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

class GraphFusionTest {
    /** All inputs that the graphs here may take. */
    private static final BatchLayout LAYOUT = BatchLayout.of(TestModels.tiny("tiny-bert"));

    private static final List<String> TEXTS =
            List.of("", "the house", "a much longer text, of several words and a full stop.", "one");

    @ParameterizedTest
    @CsvSource({"tiny-bert, 4, 9", "tiny-electra, 4, 8", "tiny-roberta, 4, 9", "tiny-distilbert, 4, 5"})
    void shouldComputeTheSameWithFewerOperators(String name, int joined, int apart) throws Exception {
        // Given
        ModelSpec spec = TestModels.tiny(name);
        FusedGraph fused = Objects.requireNonNull(FusedGraph.of(spec.onnx().path()));
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel plain =
                        OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1).withoutFusion());
                OnnxModel model = OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1))) {
            String output = output(name);
            for (String text : TEXTS) {
                PaddedBatch batch = new PaddedBatch();
                batch.fill(List.of(tokenizer.tokenize(text, false)), BatchLayout.of(spec));

                // When
                ModelOutputs.Tensor expected = plain.run(batch, Set.of(output)).get(output);
                ModelOutputs.Tensor actual = model.run(batch, Set.of(output)).get(output);

                // Then
                assertThat(actual.shape()).isEqualTo(expected.shape());
                assertThat(actual.values()).containsExactly(expected.values(), Offset.offset(1e-5f));
            }

            assertThat(fused.joined()).isEqualTo(joined);
            // ONNX Runtime takes the bias before a joined operator into it, and leaves that before a Gelu where it is.
            // Between tokens without padding and those in place a few operators lead, products include their bias, and
            // one operator raises a mask.
            assertThat(operators(model)).isEqualTo(operators(plain) - 2 * joined + apart);
        }
    }

    /** Both spellings, the projection on either side, with a bias or without, the sum wanted elsewhere or not. */
    @ParameterizedTest
    @CsvSource({
        "false, false, false, false", "true, false, false, false", "false, true, false, false",
        "true, true, false, false", "false, false, true, false", "true, false, true, false",
        "false, true, true, false", "true, true, true, false", "false, false, false, true",
        "true, false, false, true", "false, true, false, true", "true, true, false, true",
        "false, false, true, true", "true, false, true, true", "false, true, true, true",
        "true, true, true, true"
    })
    void shouldJoinEveryFormOfTheEndOfALayer(
            boolean spelledOut, boolean projectionLast, boolean noBias, boolean sumWanted, @TempDir Path directory)
            throws Exception {
        // Given
        String lines = (spelledOut ? TextGraph.SPELLED_OUT : TextGraph.LAYER)
                .replace("Add(p, e)", projectionLast ? "Add(e, p)" : "Add(p, e)")
                .replace("p = Add(m, bias)", noBias ? "p = MatMul(m, w)" : "p = Add(m, bias)")
                .replace("Identity(y)", sumWanted ? "Add(y, sum)" : "Identity(y)");
        ModelSpec spec = TextGraph.write(lines, directory);

        // When, Then
        assertThat(FusedGraph.of(spec.onnx().path())).isNotNull();
        assertSame(spec, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {TextGraph.LAYER, TextGraph.SPELLED_OUT})
    void shouldRunAsWrittenWhereTheValuesHaveDifferentShapes(String lines, @TempDir Path directory) throws Exception {
        // Given: one row that is added to all tokens, which the joined operator refuses
        String spread = lines.replace("m = MatMul(e, w)", "one = ReduceMean(e) axes=0,1\nm = MatMul(one, w)");
        ModelSpec spec = TextGraph.write(spread, directory);

        // When, Then
        assertThat(FusedGraph.of(spec.onnx().path())).isNotNull();
        assertSame(spec, 0);
    }

    @Test
    void shouldComputeTheSameWithABiasApartFromItsGelu(@TempDir Path directory) throws Exception {
        // Given
        ModelSpec spec = TextGraph.write(TextGraph.BIAS_GELU, directory);

        // When, Then
        assertThat(FusedGraph.of(spec.onnx().path())).isNotNull();
        assertSame(spec, 0);
    }

    @Test
    void shouldKeepRowsOfZeros(@TempDir Path directory) throws Exception {
        // Given rows whose largest magnitude is 0
        ModelSpec spec = TextGraph.write(
                TextGraph.QUANTISED
                        .replace("DynamicQuantizeLinear(e)", "DynamicQuantizeLinear(zeros)")
                        .replace("q,s,z =", "zeros = Sub(e, e)\nq,s,z ="),
                directory);

        // When, Then
        assertSame(spec, 1);
    }

    @Test
    void shouldQuantiseOneVectorForEachText(@TempDir Path directory) throws Exception {
        // Given a product over [batch, hidden], as in the pooler of a classifier
        ModelSpec spec = TextGraph.write("""
                e = Gather(words, input_ids)
                flat = ReduceMean(e) axes=1 keepdims=0
                q,s,z = DynamicQuantizeLinear(flat)
                i = MatMulInteger(q, w8, z, z8)
                f = Cast(i) to=1
                both = Mul(s, s8)
                m = Mul(f, both)
                last_hidden_state = Add(m, bias)
                """, directory);
        try (OnnxModel plain =
                        OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1).withoutFusion());
                OnnxModel model = OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1))) {
            Set<String> outputs = Set.of("last_hidden_state");
            PaddedBatch batch = batch();

            // When
            ModelOutputs.Tensor expected = plain.run(batch, outputs).get("last_hidden_state");
            ModelOutputs.Tensor actual = model.run(batch, outputs).get("last_hidden_state");

            // Then
            assertThat(model.quantisesPerToken()).isTrue();
            assertThat(actual.shape()).isEqualTo(expected.shape());
            assertThat(cosine(actual.values(), expected.values())).isGreaterThan(0.99);
        }
    }

    @Test
    void shouldNotLetATextMoveItsNeighbourInEightBitIntegers() throws Exception {
        // Given two texts of one length, the second with a scale of its own
        ModelSpec spec = TestModels.tiny("tiny-bert-int8");
        ModelSpec exact = TestModels.tiny("tiny-bert");
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel reference = OnnxModel.open(exact, SessionSettings.of(Device.CPU, 1));
                OnnxModel written =
                        OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1).withoutFusion());
                OnnxModel model = OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1))) {
            List<Tokens> rows = Stream.of("the house of the river", "small government of é")
                    .map(text -> tokenizer.tokenize(text, false).cut(6))
                    .toList();

            // When
            float[] alone = hidden(model, rows.subList(0, 1));
            float[] together = hidden(model, rows);

            // Then
            assertThat(model.quantisesPerToken()).isTrue();
            assertThat(Arrays.copyOf(together, alone.length)).containsExactly(alone);
            assertThat(hidden(reference, rows.subList(0, 1))).hasSameSizeAs(alone);
            assertThat(cosine(alone, hidden(reference, rows.subList(0, 1)))).isGreaterThan(0.99);

            // And as it was written, the neighbour does move it
            assertThat(written.quantisesPerToken()).isFalse();
            assertThat(Arrays.copyOf(hidden(written, rows), alone.length))
                    .isNotEqualTo(hidden(written, rows.subList(0, 1)));
        }
    }

    private static float[] hidden(OnnxModel model, List<Tokens> rows) throws RunFailedException {
        PaddedBatch batch = new PaddedBatch();
        batch.fill(rows, LAYOUT);
        return model.run(batch, Set.of("last_hidden_state"))
                .get("last_hidden_state")
                .values();
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            squareA += a[i] * a[i];
            squareB += b[i] * b[i];
        }
        return dot / Math.sqrt(squareA * squareB);
    }

    private static void assertSame(ModelSpec spec, int joined) throws RunFailedException {
        try (OnnxModel plain =
                        OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1).withoutFusion());
                OnnxModel model = OnnxModel.open(spec, SessionSettings.of(Device.CPU, 1))) {
            PaddedBatch batch = batch();
            Set<String> outputs = Set.of("last_hidden_state");
            assertThat(model.run(batch, outputs).get("last_hidden_state").values())
                    .containsExactly(
                            plain.run(batch, outputs).get("last_hidden_state").values(), Offset.offset(1e-5f));
            assertThat(model.joined()).isEqualTo(joined);
            assertThat(plain.joined()).isZero();
        }
    }

    private static PaddedBatch batch() {
        PaddedBatch batch = new PaddedBatch();
        batch.fillBlank(LAYOUT, 3, 5);
        for (int i = 0; i < 15; i++) {
            batch.values(ModelInput.Role.INPUT_IDS).putLong(i * Long.BYTES, i * 31 % 500);
        }
        return batch;
    }

    private static int operators(OnnxModel model) {
        return model.placement().nodes().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static String output(String name) {
        return name.equals("tiny-electra") || name.equals("tiny-roberta") ? "logits" : "last_hidden_state";
    }
}
