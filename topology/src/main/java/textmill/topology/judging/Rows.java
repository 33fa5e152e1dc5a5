package textmill.topology.judging;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the store: a byte for the kind of row, the name of the stream with its length before it, and numbers. All rows of
 * a kind stand together, heads first.
 */
final class Rows {
    private static final byte HEAD = 'a';
    private static final byte PIECE = 'b';
    private static final byte STEP = 'c';

    private Rows() {}

    /** Says what else there is of a stream. */
    static Bytes head(String stream) {
        return row(HEAD, stream);
    }

    /** A piece of a saved state. */
    static Bytes piece(String stream, int slot, int number) {
        return row(PIECE, stream, slot, number);
    }

    /** What was learnt in one step. */
    static Bytes step(String stream, int place) {
        return row(STEP, stream, place);
    }

    /** Before every head. */
    static Bytes beforeHeads() {
        return Bytes.wrap(new byte[] {HEAD});
    }

    /** After every head. */
    static Bytes afterHeads() {
        return Bytes.wrap(new byte[] {PIECE});
    }

    /** The stream of a head. */
    static String streamOf(Bytes head) {
        ByteBuffer row = ByteBuffer.wrap(head.get(), 1, head.get().length - 1);
        byte[] name = new byte[row.getShort()];
        row.get(name);
        return new String(name, UTF_8);
    }

    private static Bytes row(byte kind, String stream, int... numbers) {
        byte[] name = stream.getBytes(UTF_8);
        ByteBuffer row = ByteBuffer.allocate(1 + Short.BYTES + name.length + numbers.length * Integer.BYTES);
        row.put(kind).putShort((short) name.length).put(name);
        for (int number : numbers) {
            row.putInt(number);
        }
        return Bytes.wrap(row.array());
    }
}
