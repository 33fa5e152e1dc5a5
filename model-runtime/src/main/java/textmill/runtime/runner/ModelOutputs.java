package textmill.runtime.runner;

import java.nio.FloatBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of one run. Small ones are copied out of native memory; wide ones, of a number for each word of a vocabulary and
 * each token, stay in a buffer that the runner uses again once they are closed. For one thread. Whoever does not close them
 * leaves the buffer to the garbage collector.
 */
public final class ModelOutputs implements AutoCloseable {
    private final Map<String, Tensor> tensors;
    private final Runnable release;

    /** A dense tensor. For one thread. */
    public static final class Tensor {
        private final long[] shape;
        private final int size;
        private final @Nullable FloatBuffer buffer;
        private float @Nullable [] values;

        /**
         * One in an array.
         *
         * @param shape {@code [batch, ...]}
         * @param values row-major; owned by the tensor
         */
        public Tensor(long[] shape, float[] values) {
            this.shape = shape;
            this.size = values.length;
            this.buffer = null;
            this.values = values;
        }

        /**
         * One that stays where it is until its outputs are closed.
         *
         * @param shape {@code [batch, ...]}
         * @param buffer row-major, from its beginning to its limit
         */
        public Tensor(long[] shape, FloatBuffer buffer) {
            this.shape = shape;
            this.size = buffer.limit();
            this.buffer = buffer;
        }

        /** Its dimensions, {@code [batch, ...]}. */
        public long[] shape() {
            return shape;
        }

        /** Values per text. */
        public int stride() {
            return shape[0] == 0 ? 0 : (int) (size / shape[0]);
        }

        /** All values, row-major; copies those that are not in an array yet, so see {@link #copy} for few of many. */
        public float[] values() {
            float[] all = values;
            if (all == null) {
                all = new float[size];
                copy(0, all);
                values = all;
            }
            return all;
        }

        /** Fills an array with the values from an index on. */
        public void copy(int from, float[] into) {
            if (buffer == null) {
                System.arraycopy(values(), from, into, 0, into.length);
            } else {
                buffer.get(from, into);
            }
        }
    }

    /** By name of the output, all in arrays. */
    public ModelOutputs(Map<String, Tensor> tensors) {
        this(tensors, () -> {});
    }

    /**
     * By name of the output.
     *
     * @param release takes buffers back; called when the outputs are closed
     */
    public ModelOutputs(Map<String, Tensor> tensors, Runnable release) {
        this.tensors = Map.copyOf(tensors);
        this.release = release;
    }

    /** The output of that name; fails if it was not asked for. */
    public Tensor get(String name) {
        @Nullable Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("output " + name + " was not computed, only " + tensors.keySet());
        }
        return tensor;
    }

    /** No tensor is read any more. */
    @Override
    public void close() {
        release.run();
    }
}
