package textmill.runtime.task.embedding;

import java.util.Arrays;
import java.util.List;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.VectorForm;
import textmill.runtime.task.Windowed;

/**
 * A pooled sentence embedding.
 *
 * @param vector {@code [hidden]}, L2-normalised if the model's pipeline says so; owned by the receiver
 * @param form how it is to be written
 */
public record Embedding(float[] vector, VectorForm form) implements TaskResult {
    /** Of the square of a length that rounding, with 16 bits too, leaves near 1. */
    private static final double UNIT_TOLERANCE = 1e-2;

    /** One that is written as it is. */
    public Embedding(float[] vector) {
        this(vector, VectorForm.plain());
    }

    /** That of a text of those of its windows: their mean, weighted by tokens, of length 1 if all of them are. */
    static Embedding merged(List<Windowed.Part> windows) {
        double[] sum = new double[((Embedding) windows.get(0).result()).vector.length];
        double weights = 0;
        boolean normalised = true;
        for (Windowed.Part window : windows) {
            float[] vector = ((Embedding) window.result()).vector;
            double weight = Math.max(1, window.tokens());
            double squares = 0;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight * vector[i];
                squares += (double) vector[i] * vector[i];
            }
            weights += weight;
            normalised &= Math.abs(squares - 1) < UNIT_TOLERANCE;
        }
        double length = normalised
                ? Math.sqrt(Arrays.stream(sum).map(value -> value * value).sum())
                : weights;
        float[] merged = new float[sum.length];
        for (int i = 0; i < merged.length; i++) {
            merged[i] = (float) (sum[i] / Math.max(length, Double.MIN_NORMAL));
        }
        return new Embedding(merged, ((Embedding) windows.get(0).result()).form);
    }

    @Override
    public Embedding copy() {
        return new Embedding(vector.clone(), form);
    }

    @Override
    public long bytes() {
        return (long) vector.length * Float.BYTES;
    }
}
