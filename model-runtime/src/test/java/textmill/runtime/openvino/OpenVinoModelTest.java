package textmill.runtime.openvino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.OpenVinoInstallation;
import textmill.runtime.TestModels;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.device.DeviceException;
import textmill.runtime.device.OpenVinoSettings.Precision;
import textmill.runtime.golden.BrokenModel;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.onnx.OnnxModel;
import textmill.runtime.runner.ModelOutputs.Tensor;
import textmill.runtime.runner.ModelRunner;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

class OpenVinoModelTest {
    private static final Device OPENVINO =
            DeviceChoice.parse("openvino").devices().get(0);
    private static final int MORE_THAN_POSITIONS = 700;

    private final Path cache;

    OpenVinoModelTest(@TempDir Path cache) {
        this.cache = cache;
    }

    private OpenVinoModel open(ModelSpec spec, Precision precision) {
        return OpenVinoModel.open(
                spec, new OpenVinoModel.Settings(OPENVINO, 2, 1, OpenVinoInstallation.settings(precision, cache)));
    }

    private static PaddedBatch batch(ModelSpec spec, String... texts) {
        PaddedBatch batch = new PaddedBatch();
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer())) {
            batch.fill(
                    Stream.of(texts)
                            .map(text -> tokenizer.tokenize(text, false))
                            .toList(),
                    BatchLayout.of(spec));
        }
        return batch;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-bert-fp16", "tiny-distilbert", "tiny-electra", "tiny-roberta"})
    void shouldComputeWhatOnnxRuntimeComputes(String name) throws Exception {
        // Given
        ModelSpec spec = TestModels.tiny(name);
        String output = TaskSpec.of(spec).head().outputs().iterator().next();
        try (OpenVinoModel model = open(spec, Precision.FP32);
                OnnxModel reference = OnnxModel.open(spec, Device.CPU, 1)) {
            PaddedBatch batch = batch(spec, "the house of the river", "a", "the small government of the house");

            // When
            Tensor computed = model.run(batch, Set.of(output)).get(output);
            Tensor expected = reference.run(batch, Set.of(output)).get(output);

            // Then
            assertThat(computed.shape()).isEqualTo(expected.shape());
            boolean byToken = expected.shape()[1] == batch.longest();
            int each = expected.values().length / (byToken ? batch.paddedTokens() : batch.rows());
            // What is at padding, nobody reads, and each leaves something else there.
            for (int part :
                    byToken ? tokens(batch) : IntStream.range(0, batch.rows()).toArray()) {
                for (int i = part * each; i < (part + 1) * each; i++) {
                    assertThat(computed.values()[i]).isCloseTo(expected.values()[i], within(2e-3f));
                }
            }
            assertThat(model.device()).hasToString("openvino:CPU");
            assertThat(model.runtime()).matches("OpenVINO 20\\d\\d\\.\\S+ fp32");
            assertThat(model.works()).isTrue();
        }
    }

    @Test
    void shouldFailARunAndGoOn() throws Exception {
        // Given
        ModelSpec spec = TestModels.tiny("tiny-bert");
        try (OpenVinoModel model = open(spec, Precision.FP32)) {
            PaddedBatch good = batch(spec, "the house of the river");
            float[] before = hidden(model, good);
            PaddedBatch tooLong = new PaddedBatch();
            tooLong.fill(List.of(tokens(MORE_THAN_POSITIONS)), BatchLayout.of(spec));

            // When, Then
            assertThatThrownBy(() -> hidden(model, tooLong))
                    .isInstanceOfSatisfying(RunFailedException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(RunFailedException.Kind.INPUT))
                    .hasMessageNotContaining("\n");
            assertThat(hidden(model, good)).containsExactly(before);
        }
    }

    /** Places of the texts' tokens among those of the batch. */
    private static int[] tokens(PaddedBatch batch) {
        LongBuffer places = batch.places().tokens();
        return IntStream.range(0, places.remaining())
                .map(i -> (int) places.get(i))
                .toArray();
    }

    private static Tokens tokens(int count) {
        try (TextTokenizer tokenizer =
                TextTokenizer.load(TestModels.tiny("tiny-bert").tokenizer().withMaxTokens(count))) {
            return tokenizer.tokenize("the ".repeat(count), false);
        }
    }

    private static float[] hidden(ModelRunner model, PaddedBatch batch) throws RunFailedException {
        return model.run(batch, Set.of("last_hidden_state"))
                .get("last_hidden_state")
                .values();
    }

    @Test
    void shouldGiveTheSameBitsFromTheCache() throws Exception {
        // Given
        ModelSpec spec = TestModels.tiny("tiny-bert");
        PaddedBatch batch = batch(spec, "the house of the river", "a");
        float[] compiled;
        try (OpenVinoModel model = open(spec, Precision.FP32)) {
            compiled = hidden(model, batch);
        }

        // When
        try (OpenVinoModel model = open(spec, Precision.FP32)) {
            // Then
            assertThat(hidden(model, batch)).containsExactly(compiled);
        }
        assertThat(blobs()).isOne();
    }

    private long blobs() throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(file -> file.toString().endsWith(".blob")).count();
        }
    }

    @Test
    void shouldTakeFewerBitsOnlyWhereTheyAreLeftToIt() {
        // Given
        ModelSpec spec = TestModels.tiny("tiny-bert");
        try (OpenVinoModel chosen = open(spec, Precision.AUTO);
                OpenVinoModel named = open(spec, Precision.FP32);
                ModelRunner exact = chosen.exact()) {
            // Then
            boolean fewer = ProcessorFeatures.hasBf16();
            assertThat(chosen.runtime()).endsWith(fewer ? " bf16" : " fp32");
            assertThat(exact == null).isNotEqualTo(fewer);
            assertThat(named.exact()).isNull();
            if (exact != null) {
                assertThat(exact.runtime()).isEqualTo(named.runtime());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"bf16.cosine.worst, true", "cosine.worst, false"})
    void shouldAskNothingOfAQuantisedModelWhoseFiguresAreOfThePrecisionToo(
            String measure, boolean known, @TempDir Path directory) throws IOException {
        // Given
        OpenVinoInstallation.required();
        Assumptions.assumeTrue(ProcessorFeatures.hasBf16(), "this processor computes bf16 in software");
        Path files = directory.resolve("quantised");
        TestModels.copy(TestModels.resource("/tiny/tiny-bert"), files);
        Files.writeString(
                files.resolve("quality.json"),
                "{\"sha256\": \"" + ModelSpec.read(files).onnx().sha256() + "\", \"texts\": 9, \"measures\": {\""
                        + measure + "\": {\"value\": 0.99, \"least\": 0.98}}}");

        // When
        try (OpenVinoModel model = open(ModelSpec.read(files), Precision.AUTO);
                ModelRunner exact = model.exact()) {
            // Then
            assertThat(model.runtime()).endsWith(" bf16");
            assertThat(exact == null).isEqualTo(known);
        }
    }

    @Test
    void shouldRefuseADeviceThatIsNotThere() {
        OpenVinoInstallation.required();
        Device npu = DeviceChoice.parse("openvino:NPU").devices().get(0);

        assertThatThrownBy(() -> OpenVinoModel.open(
                        TestModels.tiny("tiny-bert"),
                        new OpenVinoModel.Settings(npu, 1, 1, OpenVinoInstallation.settings(Precision.AUTO, cache))))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("device openvino:NPU")
                .hasMessageContaining("openvino:CPU");
    }

    @Test
    void shouldSayWhyOpenVinoRefusesAModel(@TempDir Path directory) {
        // Given: an operator that nobody has.
        OpenVinoInstallation.required();
        BrokenModel broken = BrokenModel.all().stream()
                .filter(model -> model.name().equals("unknown-domain"))
                .findFirst()
                .orElseThrow();
        ModelSpec spec = ModelSpec.read(broken.layOut(directory), ModelOptions.none());

        // Then
        assertThatThrownBy(() -> open(spec, Precision.FP32))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("a model that OpenVINO 20")
                .hasMessageContaining("device=cpu")
                .hasMessageNotContaining("\n");
    }
}
