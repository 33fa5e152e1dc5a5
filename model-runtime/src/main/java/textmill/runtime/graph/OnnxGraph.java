package textmill.runtime.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an ONNX file declares about itself, read without ONNX Runtime and without its weights.
 *
 * @param opsets version by operator domain; the empty domain is ONNX's own
 * @param inputs declared inputs that are not initialisers
 * @param outputs declared outputs
 * @param operators operator types that occur
 * @param embeddingRows rows of the table that {@code input_ids} index, or -1 if not found
 * @param positionRows rows of the table of absolute positions, or -1 if there is none of a known name
 * @param external external data files that tensors name
 * @param makers by name of an output the type of the operator that makes it; operators that only change type or shape do
 *     not count
 */
public record OnnxGraph(
        Map<String, Long> opsets,
        List<Value> inputs,
        List<Value> outputs,
        Set<String> operators,
        long embeddingRows,
        long positionRows,
        Set<ExternalData> external,
        Map<String, String> makers) {

    /** Element type codes of {@code TensorProto.DataType}: 32-bit floating point. */
    public static final int FLOAT = 1;

    /** 32-bit integers. */
    public static final int INT32 = 6;

    /** 64-bit integers. */
    public static final int INT64 = 7;

    /** Bytes of 0 or 1. */
    public static final int BOOL = 9;

    /** 16-bit floating point. */
    public static final int FLOAT16 = 10;

    /**
     * A declared input or output.
     *
     * @param name its name
     * @param elementType code of {@code TensorProto.DataType}
     * @param shape dimensions, -1 where symbolic, or null if the file does not say
     */
    public record Value(String name, int elementType, long @Nullable [] shape) {
        /** Number of dimensions, or -1 if unknown. */
        public int rank() {
            return shape == null ? -1 : shape.length;
        }

        /** Size of the last dimension, or -1 if unknown. */
        public long last() {
            return shape == null || shape.length == 0 ? -1 : shape[shape.length - 1];
        }

        /** Its shape for people: {@code [free, free, 384]}; empty if the file does not say. */
        public String dimensions() {
            if (shape == null) {
                return "";
            }
            return Arrays.stream(shape)
                    .mapToObj(size -> size < 0 ? "free" : String.valueOf(size))
                    .collect(Collectors.joining(", ", "[", "]"));
        }

        /** Name and shape: {@code logits [free, 2]}. */
        @Override
        public String toString() {
            return shape == null ? name : name + " " + dimensions();
        }
    }

    /**
     * A tensor whose bytes are in another file.
     *
     * @param location path relative to the ONNX file
     * @param end byte after its last one, or 0 if the file does not say
     */
    public record ExternalData(String location, long end) {}

    /** The output of that name, or null. */
    public @Nullable Value output(String name) {
        for (Value value : outputs) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        return null;
    }
}
