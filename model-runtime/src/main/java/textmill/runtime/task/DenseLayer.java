package textmill.runtime.task;

import org.jspecify.annotations.Nullable;
import textmill.runtime.model.Activation;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.model.Weights;

/** A linear layer and a function, laid out so that the compiler can compute several numbers at once. Thread-safe. */
final class DenseLayer {
    private final int in;
    private final int out;
    private final float[] byInput;
    private final @Nullable Weights bias;
    private final Activation activation;

    DenseLayer(SentenceModule.Dense dense) {
        this.in = dense.in();
        this.out = dense.out();
        this.byInput = transposed(dense.weight().values(), in, out);
        this.bias = dense.bias();
        this.activation = dense.activation();
    }

    private static float[] transposed(float[] weight, int in, int out) {
        float[] byInput = new float[weight.length];
        for (int i = 0; i < out; i++) {
            for (int j = 0; j < in; j++) {
                byInput[j * out + i] = weight[i * in + j];
            }
        }
        return byInput;
    }

    int in() {
        return in;
    }

    /** A new vector {@code [out]}. */
    float[] of(float[] vector) {
        float[] sums = bias == null ? new float[out] : bias.values().clone();
        for (int j = 0; j < in; j++) {
            float value = vector[j];
            int at = j * out;
            for (int i = 0; i < out; i++) {
                sums[i] += value * byInput[at + i];
            }
        }
        if (activation != Activation.IDENTITY) {
            for (int i = 0; i < out; i++) {
                sums[i] = activation.of(sums[i]);
            }
        }
        return sums;
    }
}
