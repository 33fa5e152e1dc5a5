package textmill.runtime.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes an ONNX model that multiplies square matrices in a row: {@code x [1]} is spread over a matrix {@code [size,
 * size]}, which is multiplied by a fixed random matrix again and again; {@code y [1, 1]} is the largest element. So next to
 * nothing is copied to a device and back. Field numbers from
 * <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>.
 */
public final class MatrixGraph {
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;

    private final int size;
    private final int products;
    private final int elementType;

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
        this.elementType = half ? OnnxGraph.FLOAT16 : OnnxGraph.FLOAT;
    }

    /** The model in a direct buffer, ready to be read. */
    public ByteBuffer bytes() {
        ProtobufWriter graph = new ProtobufWriter();
        add(graph, GraphNode.cast("x", "wide", elementType));
        add(graph, GraphNode.onnx("Expand", List.of("wide", "shape"), "m0"));
        for (int i = 1; i <= products; i++) {
            add(graph, GraphNode.onnx("MatMul", List.of("m" + (i - 1), "w"), "m" + i));
        }
        add(graph, GraphNode.cast("m" + products, "result", OnnxGraph.FLOAT));
        add(graph, GraphNode.onnx("ReduceMax", List.of("result"), "y"));
        graph.text(2, "matrices").message(5, weights()).message(5, shape());
        graph.message(11, value("x", 1)).message(12, value("y", 1, 1));
        ProtobufWriter opset = new ProtobufWriter().text(1, "").number(2, OPSET);
        return new ProtobufWriter()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, opset)
                .toDirect();
    }

    private static void add(ProtobufWriter graph, GraphNode node) {
        graph.bytes(1, node.bytes);
    }

    /** Elements of either sign between 2^-6 and 2^-5: sums over thousands of them stay far from the ends of 16 bits. */
    private ProtobufWriter weights() {
        boolean half = elementType == OnnxGraph.FLOAT16;
        int elements = Math.multiplyExact(size, size);
        byte[] weights = new byte[Math.multiplyExact(elements, half ? Short.BYTES : Float.BYTES)];
        ByteBuffer bytes = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
        SplittableRandom random = new SplittableRandom(1);
        while (bytes.hasRemaining()) {
            int bits = random.nextInt();
            if (half) {
                bytes.putShort((short) ((bits & 0x8000) | 0x2400 | (bits & 0x03FF)));
            } else {
                bytes.putInt((bits & 0x8000_0000) | 0x3C80_0000 | (bits & 0x007F_FFFF));
            }
        }
        return GraphNode.tensor("w", elementType, weights, size, size);
    }

    private ProtobufWriter shape() {
        byte[] twice = littleEndian(2 * Long.BYTES).putLong(size).putLong(size).array();
        return GraphNode.tensor("shape", OnnxGraph.INT64, twice, 2);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A {@code ValueInfoProto} of 32-bit floats. */
    private static ProtobufWriter value(String name, long... dimensions) {
        ProtobufWriter shape = new ProtobufWriter();
        for (long dimension : dimensions) {
            shape.message(1, new ProtobufWriter().number(1, dimension));
        }
        ProtobufWriter tensor = new ProtobufWriter().number(1, OnnxGraph.FLOAT).message(2, shape);
        return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
    }
}
