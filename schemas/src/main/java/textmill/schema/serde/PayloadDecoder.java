package textmill.schema.serde;

import static textmill.schema.serde.BadRecordReason.CORRUPT;
import static textmill.schema.serde.BadRecordReason.TRAILING_BYTES;
import static textmill.schema.serde.BadRecordReason.TRUNCATED;

import java.nio.ByteBuffer;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary encoding, read from one byte array that nobody vouches for. Stricter than Avro's own decoder: every length
 * is checked against the bytes that are left before anything is allocated, in skipped fields too; all the collections of
 * a payload together may not claim more items than the payload has bytes (plus {@link #FREE_ITEMS}, for items that take
 * none); varints may not overflow, booleans are 0 or 1. Not safe for concurrent use.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">Avro specification, binary
 *     encoding</a>
 */
public final class PayloadDecoder extends Decoder {
    /** Items of zero bytes (arrays of null and the like) that a payload may have beyond its length. */
    static final int FREE_ITEMS = 1024;

    private final PayloadCursor in = new PayloadCursor();
    private long itemsLeft;

    /** Starts on new bytes, which are read in place and must not change meanwhile. */
    public PayloadDecoder reset(byte[] source, int offset, int length) {
        in.reset(source, offset, length);
        itemsLeft = (long) length + FREE_ITEMS;
        return this;
    }

    /** Lets go of the bytes. */
    public void release() {
        in.release();
    }

    /** Throws unless every byte has been read. */
    public void expectEnd() {
        if (in.left() > 0) {
            throw new BadRecordException(TRAILING_BYTES, in.left() + " bytes are left after the record");
        }
    }

    /** Bytes not yet read. */
    public int left() {
        return in.left();
    }

    /**
     * "Unknown", on purpose. Avro's readers would use it to check a collection's item count against the smallest size of
     * the reader's item type; but it is the writer's type that lies on the wire, which may be smaller (a field with a
     * default was added since), and good records would be refused. This class bounds the counts itself.
     */
    @Override
    public int remainingBytes() {
        return -1;
    }

    @Override
    public void readNull() {
        // Takes no bytes.
    }

    @Override
    public boolean readBoolean() {
        byte value = in.readByte("a boolean");
        if (value != 0 && value != 1) {
            throw new BadRecordException(CORRUPT, "a boolean is neither 0 nor 1 at byte " + (in.position() - 1));
        }
        return value == 1;
    }

    @Override
    public int readInt() {
        return in.readInt();
    }

    @Override
    public long readLong() {
        return in.readLong();
    }

    @Override
    public float readFloat() {
        return Float.intBitsToFloat(in.readFixedInt("a float"));
    }

    @Override
    public double readDouble() {
        return Double.longBitsToDouble(in.readFixedLong("a double"));
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) {
        return new Utf8(in.readBytes("a string"));
    }

    @Override
    public String readString() {
        return in.readText("a string");
    }

    /** The next string or bytes value, without copying it: a window on the payload, to be read only, until the next reset. */
    public ByteBuffer readSlice() {
        return in.readSlice("a string");
    }

    @Override
    public void skipString() {
        in.skipBytes("a string");
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) {
        return ByteBuffer.wrap(in.readBytes("a bytes value"));
    }

    @Override
    public void skipBytes() {
        in.skipBytes("a bytes value");
    }

    @Override
    public void readFixed(byte[] target, int start, int length) {
        in.copyTo(target, start, length, "a fixed value");
    }

    @Override
    public void skipFixed(int length) {
        in.skip(length, "a fixed value");
    }

    @Override
    public int readEnum() {
        return readInt();
    }

    @Override
    public int readIndex() {
        return readInt();
    }

    @Override
    public long readArrayStart() {
        return readItemCount();
    }

    @Override
    public long arrayNext() {
        return readItemCount();
    }

    @Override
    public long skipArray() {
        return skipItems();
    }

    @Override
    public long readMapStart() {
        return readItemCount();
    }

    @Override
    public long mapNext() {
        return readItemCount();
    }

    @Override
    public long skipMap() {
        return skipItems();
    }

    /** Items of the next block, 0 at the end of the collection. */
    private long readItemCount() {
        long count = readLong();
        if (count < 0) {
            count = negated(count);
            in.readLength("a block"); // Of use only to a reader that skips.
        }
        return claim(count);
    }

    /** Skips blocks that say how long they are; returns the number of items of the first that does not, 0 at the end. */
    private long skipItems() {
        long count = readLong();
        while (count < 0) {
            negated(count);
            in.skipBytes("a block");
            count = readLong();
        }
        return claim(count);
    }

    private long negated(long count) {
        if (count == Long.MIN_VALUE) {
            throw new BadRecordException(CORRUPT, "a collection claims 2^63 items at byte " + in.position());
        }
        return -count;
    }

    private long claim(long count) {
        if (count > itemsLeft) {
            throw new BadRecordException(
                    TRUNCATED,
                    "a collection claims " + count + " items at byte " + in.position() + ", but " + in.left()
                            + " bytes are left");
        }
        itemsLeft -= count;
        return count;
    }
}
