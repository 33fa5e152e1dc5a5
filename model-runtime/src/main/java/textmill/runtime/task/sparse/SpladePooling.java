package textmill.runtime.task.sparse;

import textmill.runtime.model.SentenceModule;

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
    float[] pool(float[] logits, int from, int tokens, int width) {
        float[] weights = new float[width];
        for (int token = 0; token < tokens; token++) {
            int at = from + token * width;
            if (pooling.sum()) {
                for (int i = 0; i < width; i++) {
                    float logit = logits[at + i];
                    if (!(logit <= 0)) { // NaN too
                        weights[i] += weight(logit);
                    }
                }
            } else {
                // The function rises with its argument, so it is enough to take it of the largest.
                for (int i = 0; i < width; i++) {
                    weights[i] = Math.max(weights[i], logits[at + i]);
                }
            }
        }
        if (!pooling.sum()) {
            for (int i = 0; i < width; i++) {
                weights[i] = weights[i] == 0 ? 0 : weight(weights[i]);
            }
        }
        return weights;
    }

    private float weight(float logit) {
        double once = Math.log1p(logit);
        return (float) (pooling.twice() ? Math.log1p(once) : once);
    }
}
