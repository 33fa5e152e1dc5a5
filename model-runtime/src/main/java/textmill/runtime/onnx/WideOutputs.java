package textmill.runtime.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.runner.RunFailedException;

/**
 * Outputs {@code [batch, seq, vocabulary]}: 120 KB for each token of BERT. ONNX Runtime writes them into buffers that are used
 * again, and they are read there; as arrays they would be copied and cleared anew for every batch. Thread-safe.
 */
final class WideOutputs {
    /** Narrower ones, hidden states among them, are worth an array. */
    private static final int WIDE = 4_096;

    /** More than run at once on a CPU of usual size; others go to the garbage collector. */
    private static final int KEPT = 8;

    private final Map<String, Integer> widths = new HashMap<>();
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /** Those of a graph that are declared wide. */
    WideOutputs(OnnxGraph graph) {
        for (OnnxGraph.Value output : graph.outputs()) {
            if (output.rank() == 3 && output.elementType() == OnnxGraph.FLOAT && output.last() >= WIDE) {
                widths.put(output.name(), Math.toIntExact(output.last()));
            }
        }
    }

    /** A buffer and the tensor over it. */
    record Pinned(OnnxTensor tensor, ByteBuffer bytes, FloatBuffer floats, long[] shape) {}

    /**
     * Tensors for the wide ones among some outputs.
     *
     * @throws RunFailedException if there is no memory for them
     */
    Map<String, Pinned> pin(OrtEnvironment environment, PaddedBatch batch, Set<String> outputs)
            throws OrtException, RunFailedException {
        Map<String, Pinned> pinned = new HashMap<>();
        for (String output : outputs) {
            Integer width = widths.get(output);
            long bytes = width == null ? 0 : (long) batch.paddedTokens() * width * Float.BYTES;
            if (width != null && bytes <= Integer.MAX_VALUE) {
                long[] shape = {batch.rows(), batch.longest(), width};
                ByteBuffer buffer = buffer((int) bytes);
                FloatBuffer floats = buffer.asFloatBuffer().limit((int) (bytes / Float.BYTES));
                pinned.put(
                        output, new Pinned(OnnxTensor.createTensor(environment, floats, shape), buffer, floats, shape));
            }
        }
        return pinned;
    }

    private ByteBuffer buffer(int bytes) throws RunFailedException {
        ByteBuffer kept = kept(bytes);
        if (kept != null) {
            return kept;
        }
        try {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        } catch (OutOfMemoryError e) {
            throw new RunFailedException(
                    RunFailedException.Kind.OUT_OF_MEMORY,
                    "no " + bytes + " bytes for an output: " + e.getMessage(),
                    e);
        }
    }

    /** One that is large enough; a smaller one makes room. */
    private synchronized @Nullable ByteBuffer kept(int bytes) {
        ByteBuffer last = free.pollLast();
        return last != null && last.capacity() >= bytes ? last : null;
    }

    /** Takes buffers back that nobody reads any more. */
    synchronized void release(Map<String, Pinned> pinned) {
        for (Pinned output : pinned.values()) {
            if (free.size() < KEPT) {
                free.addLast(output.bytes());
            }
        }
    }
}
