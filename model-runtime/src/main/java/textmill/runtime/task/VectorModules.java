package textmill.runtime.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import textmill.runtime.model.SentenceModule;

/** The steps from one vector to another that a model's modules name. Thread-safe. */
public final class VectorModules {
    /** Below this a vector has no direction; it then stays as it is. */
    private static final double SMALLEST_NORM = 1e-12;

    /** PyTorch's own, which the library leaves as it is. */
    private static final double LAYER_NORM_EPSILON = 1e-5;

    private final String output;
    private final List<UnaryOperator<float[]>> steps = new ArrayList<>();

    /**
     * The steps of some modules.
     *
     * @param output of the graph, for messages
     * @param modules that take a vector and give one
     */
    public VectorModules(String output, List<SentenceModule> modules) {
        this.output = output;
        modules.forEach(module -> steps.add(step(module)));
    }

    /**
     * Applies all of them.
     *
     * @param vector given away: it may come back changed
     * @throws UnexpectedShapeException if it is not as wide as the first module takes it
     * @throws NotFiniteException if it, or what becomes of it, holds NaN or infinity
     */
    public float[] apply(float[] vector) {
        requireFinite(vector);
        float[] now = vector;
        for (UnaryOperator<float[]> step : steps) {
            now = step.apply(now);
        }
        requireFinite(now);
        return now;
    }

    private UnaryOperator<float[]> step(SentenceModule module) {
        if (module instanceof SentenceModule.Dense dense) {
            DenseLayer layer = new DenseLayer(dense);
            return vector -> layer.of(requireWidth(layer.in(), vector));
        }
        if (module instanceof SentenceModule.LayerNorm norm) {
            return vector -> layerNorm(norm, requireWidth(norm.weight().size(), vector));
        }
        if (module instanceof SentenceModule.Cut cut) {
            return vector -> Arrays.copyOf(vector, Math.min(vector.length, cut.dimensions()));
        }
        if (module instanceof SentenceModule.Normalize) {
            return vector -> scaled(vector, 1 / Math.max(norm(vector), SMALLEST_NORM));
        }
        throw new IllegalArgumentException("no step from vector to vector: " + module.text());
    }

    private float[] requireWidth(int expected, float[] vector) {
        if (vector.length != expected) {
            throw new UnexpectedShapeException(output, "[batch, ..., " + expected + "]", new long[] {vector.length});
        }
        return vector;
    }

    private static float[] layerNorm(SentenceModule.LayerNorm norm, float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += value;
        }
        double mean = sum / vector.length;
        double squares = 0;
        for (float value : vector) {
            squares += (value - mean) * (value - mean);
        }
        double factor = 1 / Math.sqrt(squares / vector.length + LAYER_NORM_EPSILON);
        float[] weight = norm.weight().values();
        float[] bias = norm.bias().values();
        for (int j = 0; j < vector.length; j++) {
            vector[j] = (float) ((vector[j] - mean) * factor) * weight[j] + bias[j];
        }
        return vector;
    }

    private void requireFinite(float[] vector) {
        if (!Double.isFinite(norm(vector))) {
            throw new NotFiniteException(output);
        }
    }

    private static double norm(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static float[] scaled(float[] vector, double factor) {
        for (int j = 0; j < vector.length; j++) {
            vector[j] = (float) (vector[j] * factor);
        }
        return vector;
    }
}
