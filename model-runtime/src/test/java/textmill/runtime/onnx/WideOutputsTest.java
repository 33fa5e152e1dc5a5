package textmill.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.runtime.batch.BatchLayout;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.TextGraph;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** Outputs as wide as a vocabulary: what is read of them, and that their memory is used again. */
class WideOutputsTest {
    private static final int HIDDEN = 32;
    private static final int WIDTH = 128 * HIDDEN;

    private final ModelSpec spec;

    WideOutputsTest(@TempDir Path directory) throws IOException {
        // Given a graph that repeats each token's 32 numbers 128 times
        String lines = "e = Gather(words, input_ids)\nlogits = Concat("
                + String.join(", ", Collections.nCopies(WIDTH / HIDDEN, "e")) + ") axis=2\n";
        spec = TextGraph.write(TextGraph.model(lines, "logits", WIDTH), directory);
    }

    @Test
    void shouldGiveEveryValueWhereverItIsRead() throws Exception {
        try (OnnxModel model = OnnxModel.open(spec, Device.CPU, 1);
                ModelOutputs outputs = model.run(batch("the house", "a"), Set.of("logits"))) {
            ModelOutputs.Tensor logits = outputs.get("logits");
            float[] all = logits.values();
            float[] some = new float[WIDTH];
            logits.copy(WIDTH, some);

            assertThat(logits.shape()).containsExactly(2, all.length / 2 / WIDTH, WIDTH);
            assertThat(logits.stride()).isEqualTo(all.length / 2);
            assertThat(some).containsExactly(Arrays.copyOfRange(all, WIDTH, 2 * WIDTH));
            for (int token = 0; token < all.length; token += WIDTH) {
                assertThat(Arrays.copyOfRange(all, token + WIDTH - HIDDEN, token + WIDTH))
                        .containsExactly(Arrays.copyOfRange(all, token, token + HIDDEN))
                        .isNotEqualTo(new float[HIDDEN]);
            }
        }
    }

    @Test
    void shouldKeepValuesUntilTheyAreClosedAndUseTheirMemoryAgain() throws Exception {
        try (OnnxModel model = OnnxModel.open(spec, Device.CPU, 1)) {
            // When two outputs are open, and a third follows when one is closed
            ModelOutputs first = run(model, "the house");
            ModelOutputs second = run(model, "a river");
            float[] house = first.get("logits").values();
            float[] river = read(second);
            second.close();
            ModelOutputs third = run(model, "the house");

            // Then the first one's are untouched, the second one's buffer holds the third one's
            assertThat(read(first)).containsExactly(house).isNotEqualTo(river);
            assertThat(read(third)).containsExactly(house);
            assertThat(read(second)).containsExactly(house);
            first.close();
            third.close();
        }
    }

    private ModelOutputs run(OnnxModel model, String text) throws RunFailedException {
        return model.run(batch(text), Set.of("logits"));
    }

    private static float[] read(ModelOutputs outputs) {
        ModelOutputs.Tensor logits = outputs.get("logits");
        float[] values = new float[logits.stride()];
        logits.copy(0, values);
        return values;
    }

    private PaddedBatch batch(String... texts) {
        try (TextTokenizer tokenizer = TextTokenizer.load(spec.tokenizer())) {
            List<Tokens> tokens = Arrays.stream(texts)
                    .map(text -> tokenizer.tokenize(text, false))
                    .toList();
            PaddedBatch batch = new PaddedBatch();
            batch.fill(tokens, BatchLayout.of(spec));
            return batch;
        }
    }
}
