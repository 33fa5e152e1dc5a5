package textmill.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.runtime.MiniLm;
import textmill.runtime.TestModels;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.model.ModelInput;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.Row;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** What lies under the padding must not reach any result. */
class AttentionMaskTest {
    private static final List<String> TEXTS =
            List.of("the", "the house of the river is small", "", "a longer text so that the others are padded a lot");

    private static final SessionSettings WITHOUT_PADDING = SessionSettings.of(Device.CPU, 1);
    private static final SessionSettings AS_WRITTEN = WITHOUT_PADDING.withoutFusion();

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-distilbert", "tiny-electra", "tiny-roberta", "all-minilm-l6-v2"})
    void shouldIgnoreTheIdsUnderThePadding(String name) throws Exception {
        // Given
        ModelSpec spec = spec(name);

        // When
        for (SessionSettings settings : List.of(AS_WRITTEN, WITHOUT_PADDING)) {
            List<float[]> clean = results(spec, settings, batch -> {});
            List<float[]> noisy = results(spec, settings, batch -> noiseUnderPadding(batch));

            // Then
            for (int i = 0; i < clean.size(); i++) {
                assertThat(noisy.get(i)).usingComparatorWithPrecision(1e-6f).containsExactly(clean.get(i));
            }
        }
    }

    /** The control: without a mask the same noise must show, or the test above proves nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-distilbert", "tiny-electra", "tiny-roberta", "all-minilm-l6-v2"})
    void shouldShowTheIdsUnderThePaddingWhenTheMaskIsAllOnes(String name) throws Exception {
        // Given
        ModelSpec spec = spec(name);

        // When
        List<float[]> clean = results(spec, AS_WRITTEN, batch -> allOnes(batch));
        List<float[]> noisy = results(spec, AS_WRITTEN, batch -> {
            noiseUnderPadding(batch);
            allOnes(batch);
        });

        // Then
        assertThat(largestDifference(clean.get(0), noisy.get(0))).isGreaterThan(1e-4f);
    }

    /** The same for a graph that leaves padding out: attention sees something else in its place. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-distilbert", "tiny-electra", "tiny-roberta", "all-minilm-l6-v2"})
    void shouldShowWhatStandsForPaddingWhenTheMaskIsAllOnes(String name) throws Exception {
        // Given
        ModelSpec spec = spec(name);

        // When
        List<float[]> masked = results(spec, WITHOUT_PADDING, batch -> {});
        List<float[]> unmasked = results(spec, WITHOUT_PADDING, batch -> allOnes(batch));

        // Then
        assertThat(largestDifference(masked.get(0), unmasked.get(0))).isGreaterThan(1e-4f);
    }

    private static float largestDifference(float[] a, float[] b) {
        float largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    private static void noiseUnderPadding(PaddedBatch batch) {
        Random random = new Random(3);
        for (int at = 0; at < batch.values(ModelInput.Role.INPUT_IDS).limit(); at += Long.BYTES) {
            if (batch.values(ModelInput.Role.ATTENTION_MASK).getLong(at) == 0) {
                batch.values(ModelInput.Role.INPUT_IDS).putLong(at, 5 + random.nextInt(400));
            }
        }
    }

    private static void allOnes(PaddedBatch batch) {
        for (int at = 0; at < batch.values(ModelInput.Role.ATTENTION_MASK).limit(); at += Long.BYTES) {
            batch.values(ModelInput.Role.ATTENTION_MASK).putLong(at, 1);
        }
    }

    private static List<float[]> results(ModelSpec spec, SessionSettings settings, Consumer<PaddedBatch> change)
            throws RunFailedException {
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer());
                OnnxModel model = OnnxModel.open(spec, settings)) {
            HeadSpec read = TaskSpec.of(spec).head();
            Head head = read.head(tokenizer);
            List<Tokens> rows = new ArrayList<>();
            for (String text : TEXTS) {
                rows.add(tokenizer.tokenize(text, true));
            }
            PaddedBatch batch = new PaddedBatch();
            batch.fill(rows, BatchLayout.of(spec));
            change.accept(batch);
            ModelOutputs outputs = model.run(batch, new LinkedHashSet<>(read.outputs()));
            List<float[]> results = new ArrayList<>();
            for (int row = 0; row < rows.size(); row++) {
                results.add(numbers(head.read(new Row(outputs, row, 0, rows.get(row), TEXTS.get(row)))));
            }
            return results;
        }
    }

    private static float[] numbers(TaskResult result) {
        if (result instanceof Embedding embedding) {
            return embedding.vector();
        }
        return result instanceof Classification classification
                ? classification.probabilities()
                : ((ReplacedTokens) result).probabilities();
    }

    private static ModelSpec spec(String name) {
        return name.startsWith("tiny") ? TestModels.tiny(name) : ModelSpec.read(MiniLm.directory());
    }
}
