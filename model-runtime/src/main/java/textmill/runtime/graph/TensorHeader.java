package textmill.runtime.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an ONNX file says about a tensor. Field numbers of {@code TensorProto} from
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 *
 * @param name its name, empty for a tensor in an attribute
 * @param elementType code of {@code TensorProto.DataType}
 * @param dims dimensions
 * @param scalar the element of a tensor of one 32-bit float, otherwise null
 * @param rawStart first byte of its elements in the file, or 0 if they are not there as raw bytes
 * @param rawEnd byte after the last one
 * @param location other file that holds its elements, or null
 * @param externalStart first byte of them there
 * @param externalEnd byte after the last one there, or 0 if the file does not say
 */
record TensorHeader(
        String name,
        int elementType,
        long[] dims,
        @Nullable Float scalar,
        long rawStart,
        long rawEnd,
        @Nullable String location,
        long externalStart,
        long externalEnd) {

    /** Reads the message that ends there. */
    static TensorHeader read(ProtobufReader in, long end) throws IOException {
        return new Reader(in).tensor(end);
    }

    /** Number of raw bytes that the file holds. */
    long rawBytes() {
        return rawEnd - rawStart;
    }

    /** True for a vector of 32-bit floats. */
    boolean isFloatVector() {
        return elementType == OnnxGraph.FLOAT && dims.length == 1;
    }

    private static final class Reader {
        private final ProtobufReader in;
        private final List<Long> dims = new ArrayList<>();
        private final Map<String, String> elsewhere = new HashMap<>();
        private String name = "";
        private int elementType;
        private long rawStart;
        private long rawEnd;
        private @Nullable Float scalar;

        Reader(ProtobufReader in) {
            this.in = in;
        }

        TensorHeader tensor(long end) throws IOException {
            in.fields(end, (field, type, limit) -> {
                if (type == ProtobufReader.VARINT && field == 1) {
                    dims.add(in.readVarint());
                } else if (type == ProtobufReader.VARINT && field == 2) {
                    elementType = (int) in.readVarint();
                } else if (type == ProtobufReader.BYTES) {
                    bytes(field, limit);
                } else {
                    in.skip(type, limit);
                }
            });
            long elements = dims.stream().reduce(1L, (a, b) -> a * b);
            return new TensorHeader(
                    name,
                    elementType,
                    dims.stream().mapToLong(Long::longValue).toArray(),
                    elements == 1 && elementType == OnnxGraph.FLOAT ? scalar : null,
                    rawStart,
                    rawEnd,
                    elsewhere.get("location"),
                    number("offset"),
                    number("offset") + number("length"));
        }

        private void bytes(int field, long limit) throws IOException {
            switch (field) {
                case 1 -> {
                    long packedEnd = in.readEnd(limit);
                    while (in.position() < packedEnd) {
                        dims.add(in.readVarint());
                    }
                }
                case 4 -> scalar(in.readEnd(limit));
                case 8 -> name = in.readString(limit);
                case 9 -> {
                    rawEnd = in.readEnd(limit);
                    rawStart = in.position();
                    scalar(rawEnd);
                }
                case 13 -> entry(in.readEnd(limit));
                default -> in.skip(ProtobufReader.BYTES, limit);
            }
        }

        private void scalar(long end) throws IOException {
            if (end - in.position() == Float.BYTES) {
                scalar = in.readFloat();
            } else {
                in.seek(end);
            }
        }

        private void entry(long end) throws IOException {
            String[] pair = {"", ""};
            in.fields(end, (field, type, limit) -> {
                if ((field == 1 || field == 2) && type == ProtobufReader.BYTES) {
                    pair[field - 1] = in.readString(limit);
                } else {
                    in.skip(type, limit);
                }
            });
            elsewhere.put(pair[0], pair[1]);
        }

        private long number(String key) throws IOException {
            String digits = elsewhere.get(key);
            try {
                return digits == null ? 0 : Long.parseLong(digits);
            } catch (NumberFormatException e) {
                throw new IOException("external data at '" + digits + "'", e);
            }
        }
    }
}
