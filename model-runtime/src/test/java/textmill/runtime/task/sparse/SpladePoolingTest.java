package textmill.runtime.task.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.runner.ModelOutputs;

/** The fast pooling beside the plain formula. */
class SpladePoolingTest {
    private static final int TOKENS = 5;
    private static final int WIDTH = 37;

    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void shouldGiveWhatTheFormulaGives(boolean sum, boolean twice) {
        // Given, with something before and behind the text's tokens
        Random random = new Random(7);
        float[] logits = new float[(TOKENS + 2) * WIDTH];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian() * 3 - 1;
        }

        // When
        float[] weights = new SpladePooling(new SentenceModule.Splade(sum, twice))
                .pool(new ModelOutputs.Tensor(new long[] {1, TOKENS + 2, WIDTH}, logits), WIDTH, TOKENS, WIDTH);

        // Then
        for (int i = 0; i < WIDTH; i++) {
            double expected = 0;
            for (int token = 1; token <= TOKENS; token++) {
                double weight = Math.log(1 + Math.max(0, (double) logits[token * WIDTH + i]));
                weight = twice ? Math.log(1 + weight) : weight;
                expected = sum ? expected + weight : Math.max(expected, weight);
            }
            assertThat((double) weights[i]).isCloseTo(expected, Offset.offset(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void shouldKeepWhatIsNoNumber(boolean sum) {
        float[] logits = {0.5f, Float.NaN, -1, 0.25f, 1, Float.POSITIVE_INFINITY};

        float[] weights = new SpladePooling(new SentenceModule.Splade(sum, false))
                .pool(new ModelOutputs.Tensor(new long[] {1, 2, 3}, logits), 0, 2, 3);

        assertThat(weights[0]).isPositive().isFinite();
        assertThat(weights[1]).isNaN();
        assertThat(weights[2]).isInfinite();
    }
}
