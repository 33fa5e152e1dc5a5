package textmill.runtime.task.sparse;

import textmill.runtime.model.SentenceModule;
import textmill.runtime.runner.ModelOutputs;

/**
 * Logits of a text's tokens to weights of the vocabulary: {@code log(1 + relu(x))}, of which the largest or the sum over the
 * tokens counts (Formal et al., SPLADE, SIGIR 2021, and SPLADE v2, 2021). Thread-safe.
 */
final class SpladePooling {
    private final SentenceModule.Splade pooling;

    SpladePooling(SentenceModule.Splade pooling) {
        this.pooling = pooling;
    }

    /**
     * The weights.
     *
     * @param logits row-major
     * @param from index of the first token's first logit
     * @param tokens how many of them, side by side
     * @param width of the vocabulary
     * @return {@code [width]}, 0 or more; NaN where a logit is NaN
     */
    float[] pool(ModelOutputs.Tensor logits, int from, int tokens, int width) {
        float[] weights = new float[width];
        float[] token = new float[width];
        for (int i = 0; i < tokens; i++) {
            logits.copy(from + i * width, token);
            if (pooling.sum()) {
                add(token, weights);
            } else {
                largest(token, weights);
            }
        }
        // The function rises with its argument, so it is enough to take it of the largest.
        for (int i = 0; i < width && !pooling.sum(); i++) {
            weights[i] = weights[i] == 0 ? 0 : weight(weights[i]);
        }
        return weights;
    }

    private void add(float[] token, float[] weights) {
        for (int i = 0; i < weights.length; i++) {
            if (!(token[i] <= 0)) { // NaN too
                weights[i] += weight(token[i]);
            }
        }
    }

    /** Spelt out: {@code Math.max} costs three times as much before the last compiler has come. What is NaN stays NaN. */
    private static void largest(float[] token, float[] weights) {
        for (int i = 0; i < weights.length; i++) {
            float logit = token[i];
            if (!(logit <= weights[i]) && !Float.isNaN(weights[i])) {
                weights[i] = logit;
            }
        }
    }

    private float weight(float logit) {
        double once = Math.log1p(logit);
        return (float) (pooling.twice() ? Math.log1p(once) : once);
    }
}
