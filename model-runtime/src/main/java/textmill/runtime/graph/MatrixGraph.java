package textmill.runtime.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Writes an ONNX model that multiplies square matrices in a row: {@code x [1]} is spread over a matrix {@code [size,
 * size]}, which is multiplied by a fixed random matrix again and again; {@code y [1, 1]} is the largest element. So next to
 * nothing is copied to a device and back. After the message types of ONNX's onnx.proto.
 */
public final class MatrixGraph {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int FLOAT16 = 10;
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;
    private static final int HEADER_BYTES = 4_096;
    private static final int VARINT_BYTES = 10;

    private final int size;
    private final int products;
    private final boolean half;

    /**
     * A graph to be written.
     *
     * @param size rows and columns
     * @param products multiplications in a row, at least 1
     * @param half 16-bit floating point instead of 32-bit
     */
    public MatrixGraph(int size, int products, boolean half) {
        this.size = size;
        this.products = products;
        this.half = half;
    }

    /** The model in a direct buffer, ready to be read. */
    public ByteBuffer bytes() {
        int weightBytes = Math.multiplyExact(Math.multiplyExact(size, size), half ? Short.BYTES : Float.BYTES);
        ByteBuffer graph = buffer(weightBytes + HEADER_BYTES * (products + 2));
        node(graph, "Cast", "wide", new String[] {"x"}, "to", half ? FLOAT16 : FLOAT);
        node(graph, "Expand", "m0", new String[] {"wide", "shape"}, "", 0);
        for (int i = 1; i <= products; i++) {
            node(graph, "MatMul", "m" + i, new String[] {"m" + (i - 1), "w"}, "", 0);
        }
        node(graph, "Cast", "result", new String[] {"m" + products}, "to", FLOAT);
        node(graph, "ReduceMax", "y", new String[] {"result"}, "keepdims", 1);
        text(graph, 2, "matrices");
        message(graph, 5, weights(weightBytes));
        message(graph, 5, shape());
        message(graph, 11, value("x", 1));
        message(graph, 12, value("y", 1, 1));
        graph.flip();
        ByteBuffer model = buffer(graph.remaining() + HEADER_BYTES);
        number(model, 1, IR_VERSION);
        message(model, 7, graph);
        ByteBuffer opset = buffer(HEADER_BYTES);
        text(opset, 1, "");
        number(opset, 2, OPSET);
        opset.flip();
        message(model, 8, opset);
        model.flip();
        return model;
    }

    private static void node(ByteBuffer graph, String type, String output, String[] inputs, String name, long value) {
        ByteBuffer node = buffer(HEADER_BYTES);
        for (String input : inputs) {
            text(node, 1, input);
        }
        text(node, 2, output);
        text(node, 3, output + "_" + type);
        text(node, 4, type);
        if (!name.isEmpty()) {
            ByteBuffer attribute = buffer(HEADER_BYTES);
            text(attribute, 1, name);
            number(attribute, 3, value);
            number(attribute, 20, 2); // an integer
            attribute.flip();
            message(node, 5, attribute);
        }
        node.flip();
        message(graph, 1, node);
    }

    /** Elements of either sign between 2^-6 and 2^-5: sums over thousands of them stay far from the ends of 16 bits. */
    private ByteBuffer weights(int weightBytes) {
        ByteBuffer tensor = buffer(weightBytes + HEADER_BYTES);
        number(tensor, 1, size);
        number(tensor, 1, size);
        number(tensor, 2, half ? FLOAT16 : FLOAT);
        text(tensor, 8, "w");
        key(tensor, 9, 2);
        varint(tensor, weightBytes);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < size * size; i++) {
            int bits = random.nextInt();
            if (half) {
                tensor.putShort((short) ((bits & 0x8000) | 0x2400 | (bits & 0x03FF)));
            } else {
                tensor.putInt((bits & 0x8000_0000) | 0x3C80_0000 | (bits & 0x007F_FFFF));
            }
        }
        tensor.flip();
        return tensor;
    }

    private ByteBuffer shape() {
        ByteBuffer tensor = buffer(HEADER_BYTES);
        number(tensor, 1, 2);
        number(tensor, 2, INT64);
        text(tensor, 8, "shape");
        key(tensor, 9, 2);
        varint(tensor, 2 * Long.BYTES);
        tensor.putLong(size).putLong(size);
        tensor.flip();
        return tensor;
    }

    private static ByteBuffer value(String name, long... dimensions) {
        ByteBuffer shape = buffer(HEADER_BYTES);
        for (long dimension : dimensions) {
            ByteBuffer one = buffer(HEADER_BYTES);
            number(one, 1, dimension);
            one.flip();
            message(shape, 1, one);
        }
        shape.flip();
        ByteBuffer tensor = buffer(HEADER_BYTES);
        number(tensor, 1, FLOAT);
        message(tensor, 2, shape);
        tensor.flip();
        ByteBuffer type = buffer(HEADER_BYTES);
        message(type, 1, tensor);
        type.flip();
        ByteBuffer value = buffer(HEADER_BYTES);
        text(value, 1, name);
        message(value, 2, type);
        value.flip();
        return value;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes + VARINT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void number(ByteBuffer out, int field, long value) {
        key(out, field, 0);
        varint(out, value);
    }

    private static void text(ByteBuffer out, int field, String value) {
        message(out, field, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
    }

    private static void message(ByteBuffer out, int field, ByteBuffer content) {
        key(out, field, 2);
        varint(out, content.remaining());
        out.put(content);
    }

    private static void key(ByteBuffer out, int field, int wireType) {
        varint(out, (long) field << 3 | wireType);
    }

    private static void varint(ByteBuffer out, long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.put((byte) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.put((byte) left);
    }
}
