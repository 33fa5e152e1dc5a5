package textmill.runtime.graph;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a protobuf message. Large payloads are kept as they were given, not copied, until the whole message is asked for:
 * they must not change until then.
 *
 * <p>Wire format: <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers, Encoding</a>.
 */
final class ProtobufWriter {
    private static final int COPIED_BYTES = 1 << 12;

    /** What comes before {@link #tail}, in order. */
    private final List<byte[]> pieces = new ArrayList<>();

    private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
    private int size;

    ProtobufWriter number(int field, long value) {
        varint(((long) field << 3) | ProtobufReader.VARINT);
        varint(value);
        return this;
    }

    ProtobufWriter decimal(int field, float value) {
        varint(((long) field << 3) | ProtobufReader.FIXED32);
        int bits = Float.floatToIntBits(value);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            octet(bits >>> shift);
        }
        return this;
    }

    ProtobufWriter text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtobufWriter message(int field, ProtobufWriter value) {
        begin(field, value.size);
        value.pieces.forEach(this::copied);
        return copied(value.tail.toByteArray());
    }

    ProtobufWriter bytes(int field, byte[] value) {
        begin(field, value.length);
        return copied(value);
    }

    /** Adds fields that are encoded already. */
    ProtobufWriter copied(byte[] fields) {
        size = Math.addExact(size, fields.length);
        if (fields.length < COPIED_BYTES) {
            tail.writeBytes(fields);
        } else {
            pieces.add(tail.toByteArray());
            pieces.add(fields);
            tail.reset();
        }
        return this;
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        byte[] bytes = new byte[size];
        put(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** The message outside of the heap, from its start. */
    ByteBuffer toDirect() {
        return put(ByteBuffer.allocateDirect(size)).flip();
    }

    private ByteBuffer put(ByteBuffer into) {
        pieces.forEach(into::put);
        return into.put(tail.toByteArray());
    }

    private void begin(int field, int length) {
        varint(((long) field << 3) | ProtobufReader.BYTES);
        varint(length);
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            octet((int) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        octet((int) left);
    }

    private void octet(int value) {
        tail.write(value);
        size++;
    }
}
