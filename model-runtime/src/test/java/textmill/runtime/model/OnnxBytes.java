package textmill.runtime.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes ONNX files by hand: only their structure, nothing that could run. */
public final class OnnxBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** An empty message. */
    public static OnnxBytes message() {
        return new OnnxBytes();
    }

    /** A model with the usual inputs and one output. */
    public static OnnxBytes encoder(Consumer<OnnxBytes> moreGraph) {
        return model(18, graph -> {
            graph.value(11, "input_ids", 7, -1, -1)
                    .value(11, "attention_mask", 7, -1, -1)
                    .value(12, "last_hidden_state", 1, -1, -1, 32);
            moreGraph.accept(graph);
        });
    }

    /** A model of that opset with that graph. */
    public static OnnxBytes model(long opset, Consumer<OnnxBytes> graph) {
        OnnxBytes body = message();
        graph.accept(body);
        return message()
                .number(1, 8)
                .bytes(7, body)
                .bytes(8, message().text(1, "").number(2, opset));
    }

    /** Adds a number. */
    public OnnxBytes number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    /** Adds a 32-bit float. */
    public OnnxBytes decimal(int field, float value) {
        varint(((long) field << 3) | 5);
        out.writeBytes(floats(value));
        return this;
    }

    /** Adds a tensor of floats to a graph. */
    public OnnxBytes tensor(String name, long[] dims, float... values) {
        OnnxBytes tensor = message();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        return bytes(5, tensor.number(2, 1).text(8, name).raw(9, floats(values)));
    }

    /** Adds a tensor of another element type to a graph. */
    public OnnxBytes tensor(String name, int elementType, long[] dims, byte[] elements) {
        OnnxBytes tensor = message();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        return bytes(5, tensor.number(2, elementType).text(8, name).raw(9, elements));
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** Adds a string. */
    public OnnxBytes text(int field, String value) {
        return raw(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a message. */
    public OnnxBytes bytes(int field, OnnxBytes nested) {
        return raw(field, nested.out.toByteArray());
    }

    /** A declared input (field 11) or output (field 12); -1 is a symbolic dimension. */
    public OnnxBytes value(int field, String name, int elementType, long... dims) {
        OnnxBytes shape = message();
        for (long dim : dims) {
            shape.bytes(1, dim < 0 ? message().text(2, "free") : message().number(1, dim));
        }
        OnnxBytes tensorType = message().number(1, elementType).bytes(2, shape);
        return bytes(field, message().text(1, name).bytes(2, message().bytes(1, tensorType)));
    }

    /** Adds an operator to a graph. */
    public OnnxBytes node(String operator, String output, String... inputs) {
        OnnxBytes node = message();
        for (String input : inputs) {
            node.text(1, input);
        }
        return bytes(1, node.text(2, output).text(4, operator));
    }

    /** Adds a tensor to a graph. */
    public OnnxBytes initialiser(String name, long... dims) {
        OnnxBytes tensor = message();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        return bytes(5, tensor.number(2, 1).text(8, name).raw(9, new byte[64]));
    }

    /** Adds a tensor that is in another file. */
    public OnnxBytes external(String name, String location, String offset, String length) {
        return bytes(
                5,
                message()
                        .number(1, 4)
                        .text(8, name)
                        .bytes(13, message().text(1, "location").text(2, location))
                        .bytes(13, message().text(1, "offset").text(2, offset))
                        .bytes(13, message().text(1, "length").text(2, length))
                        .number(14, 1));
    }

    /** Writes the file. */
    public void write(Path file) throws java.io.IOException {
        Files.write(file, out.toByteArray());
    }

    private OnnxBytes raw(int field, byte[] payload) {
        varint(((long) field << 3) | 2);
        varint(payload.length);
        out.writeBytes(payload);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
