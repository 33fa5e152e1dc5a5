package textmill.runtime.graph;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An attribute of an operator: one of these values, or a subgraph. Field numbers of {@code AttributeProto} from
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 *
 * @param numbers the integer, or the list of them
 */
record NodeAttribute(
        @Nullable Float decimal,
        List<Long> numbers,
        @Nullable TensorHeader tensor,
        boolean graph) {
    private static final int FLOAT = 1;
    private static final int INTEGER = 2;
    private static final int TENSOR = 4;
    private static final int INTEGERS = 7;

    /** Reads the message that ends there, into others by their names. */
    static void read(ProtobufReader in, long end, Map<String, NodeAttribute> into) throws IOException {
        String[] name = {""};
        Float[] decimal = {null};
        TensorHeader[] tensor = {null};
        boolean[] graph = {false};
        List<Long> numbers = new ArrayList<>();
        in.fields(end, (field, type, limit) -> {
            if (field == 1 && type == ProtobufReader.BYTES) {
                name[0] = in.readString(limit);
            } else if (field == 2 && type == ProtobufReader.FIXED32) {
                decimal[0] = in.readFloat();
            } else if ((field == 3 || field == 8) && type == ProtobufReader.VARINT) {
                numbers.add(in.readVarint());
            } else if (field == 8 && type == ProtobufReader.BYTES) {
                long packedEnd = in.readEnd(limit);
                while (in.position() < packedEnd) {
                    numbers.add(in.readVarint());
                }
            } else if (field == 5 && type == ProtobufReader.BYTES) {
                tensor[0] = TensorHeader.read(in, in.readEnd(limit));
            } else {
                graph[0] |= field == 6 || field == 11;
                in.skip(type, limit);
            }
        });
        into.put(name[0], new NodeAttribute(decimal[0], List.copyOf(numbers), tensor[0], graph[0]));
    }

    /** The {@code AttributeProto} of a 32-bit float. */
    static ProtobufWriter decimal(String name, float value) {
        return new ProtobufWriter().text(1, name).decimal(2, value).number(20, FLOAT);
    }

    /** That of an integer. */
    static ProtobufWriter number(String name, long value) {
        return new ProtobufWriter().text(1, name).number(3, value).number(20, INTEGER);
    }

    /** That of a list of integers. */
    static ProtobufWriter numbers(String name, List<Long> values) {
        ProtobufWriter attribute = new ProtobufWriter().text(1, name).number(20, INTEGERS);
        values.forEach(value -> attribute.number(8, value));
        return attribute;
    }

    /** That of a tensor without a name. */
    static ProtobufWriter tensor(String name, ProtobufWriter tensor) {
        return new ProtobufWriter().text(1, name).message(5, tensor).number(20, TENSOR);
    }
}
