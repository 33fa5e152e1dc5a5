package textmill.schema.serde;

import java.io.OutputStream;
import java.util.Arrays;

/** A growing byte array that keeps room for the wire format's header and is used again for the next record. */
final class PayloadBuffer extends OutputStream {
    private static final int INITIAL = 2048;

    /** One huge record must not pin its size for ever. */
    private static final int MAX_KEPT = 1 << 20;

    private byte[] bytes = new byte[INITIAL];
    private int size = WireFormat.HEADER;

    void restart() {
        if (bytes.length > MAX_KEPT) {
            bytes = new byte[INITIAL];
        }
        size = WireFormat.HEADER;
    }

    @Override
    public void write(int value) {
        grow(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        grow(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    byte[] finish(int schemaId) {
        WireFormat.writeHeader(bytes, schemaId);
        return Arrays.copyOf(bytes, size);
    }

    private void grow(int extra) {
        if (size + extra > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, extra), (int)
                    Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8)));
        }
    }
}
