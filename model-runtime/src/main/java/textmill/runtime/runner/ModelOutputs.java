package textmill.runtime.runner;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The outputs of one run, copied out of native memory. */
public final class ModelOutputs {
    private final Map<String, Tensor> tensors;

    /**
     * A dense tensor.
     *
     * @param shape {@code [batch, ...]}
     * @param values row-major
     */
    public record Tensor(long[] shape, float[] values) {
        /** Values per text. */
        public int stride() {
            return shape[0] == 0 ? 0 : (int) (values.length / shape[0]);
        }
    }

    /** By name of the output. */
    public ModelOutputs(Map<String, Tensor> tensors) {
        this.tensors = Map.copyOf(tensors);
    }

    /** The output of that name; fails if it was not asked for. */
    public Tensor get(String name) {
        @Nullable Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("output " + name + " was not computed, only " + tensors.keySet());
        }
        return tensor;
    }
}
