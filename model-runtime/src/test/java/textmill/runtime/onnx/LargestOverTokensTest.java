package textmill.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.TextGraph;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** The largest numbers over a text's tokens, found in the graph. */
class LargestOverTokensTest {
    private static final int WIDTH = 32;

    /** Each token's numbers, and NaN instead where their sum is below 0. */
    private static final String WITH_NAN = """
            e = Gather(words, input_ids)
            m = MatMul(e, w)
            mean = ReduceMean(m) axes=-1
            log = Log(mean)
            zero = Sub(log, log)
            logits = Add(m, zero)
            """;

    private static final String FINITE = """
            e = Gather(words, input_ids)
            logits = MatMul(e, w)
            """;

    private final Path directory;

    LargestOverTokensTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private ModelSpec spec(String lines) throws IOException {
        return TextGraph.write(TextGraph.model(lines, "logits", WIDTH), directory);
    }

    private static SessionSettings settings(boolean pooled) {
        SessionSettings usual = SessionSettings.of(Device.CPU, 1);
        return pooled ? usual.withLargest(Set.of("logits")) : usual;
    }

    private static PaddedBatch batch(ModelSpec spec, String... texts) {
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer())) {
            List<Tokens> rows = Stream.of(texts)
                    .map(text -> tokenizer.tokenize(text, false))
                    .toList();
            PaddedBatch batch = new PaddedBatch();
            batch.fill(rows, BatchLayout.of(spec));
            return batch;
        }
    }

    private static float[][] rows(OnnxModel model, PaddedBatch batch) throws Exception {
        try (ModelOutputs outputs = model.run(batch, Set.of("logits"))) {
            ModelOutputs.Tensor logits = outputs.get("logits");
            int rank = logits.shape().length;
            float[][] largest = new float[batch.texts()][];
            for (int text = 0; text < largest.length; text++) {
                float[] own = Arrays.copyOfRange(logits.values(), text * logits.stride(), (text + 1) * logits.stride());
                largest[text] = rank == 2 ? own : largest(own);
            }
            assertThat(logits.shape()[rank - 1]).isEqualTo(WIDTH);
            return largest;
        }
    }

    private static float[] largest(float[] all) {
        float[] largest = new float[WIDTH];
        for (int i = 0; i < all.length; i++) {
            largest[i % WIDTH] = Math.max(largest[i % WIDTH], all[i]);
        }
        return largest;
    }

    @Test
    void shouldGiveTheSameBitsAsLookingAtEveryToken() throws Exception {
        ModelSpec spec = spec(FINITE);
        try (OnnxModel pooling = OnnxModel.open(spec, settings(true));
                OnnxModel plain = OnnxModel.open(spec, settings(false))) {
            for (String text : List.of("the house", "", "a river by the old house in the city", "the the the")) {
                float[] found = rows(pooling, batch(spec, text))[0];

                // Numbers below 0 weigh nothing, so they do not count
                for (int i = 0; i < WIDTH; i++) {
                    assertThat(Math.max(0, found[i])).isEqualTo(rows(plain, batch(spec, text))[0][i]);
                }
            }
        }
    }

    @Test
    void shouldGiveTheSameBitsAloneAndPadded() throws Exception {
        ModelSpec spec = spec(FINITE);
        String[] texts = {"the house", "a river by the old house in the city, and a bridge", "a", ""};
        try (OnnxModel pooling = OnnxModel.open(spec, settings(true))) {
            float[][] together = rows(pooling, batch(spec, texts));

            for (int i = 0; i < texts.length; i++) {
                float[] alone = rows(pooling, batch(spec, texts[i]))[0];
                for (int j = 0; j < WIDTH; j++) {
                    assertThat(Math.max(0, together[i][j])).isEqualTo(Math.max(0, alone[j]));
                }
            }
        }
    }

    @Test
    void shouldKeepWhatIsUndefined() throws Exception {
        // Given texts of which some have a token without numbers
        ModelSpec spec = spec(WITH_NAN);
        String[] texts = {"the", "a", "house", "the house by a river", "of"};
        int undefined = 0;
        try (OnnxModel pooling = OnnxModel.open(spec, settings(true));
                OnnxModel plain = OnnxModel.open(spec, settings(false))) {
            for (String text : texts) {
                float[] found = rows(pooling, batch(spec, text))[0];
                float[] expected = rows(plain, batch(spec, text))[0];
                boolean nan = Float.isNaN(expected[0]);
                undefined += nan ? 1 : 0;
                assertThat(Float.isNaN(found[0])).as(text).isEqualTo(nan);
            }
        }
        assertThat(undefined).isPositive();
    }

    @Test
    void shouldGiveAllTokensWhereTheGraphIsToStayAsItIs() throws Exception {
        ModelSpec spec = spec(FINITE);
        try (OnnxModel plain = OnnxModel.open(spec, settings(true).withoutFusion());
                ModelOutputs outputs = plain.run(batch(spec, "the house"), Set.of("logits"))) {
            assertThat(outputs.get("logits").shape()).hasSize(3);
        }
    }
}
