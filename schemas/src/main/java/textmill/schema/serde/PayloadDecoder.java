package textmill.schema.serde;

import static textmill.schema.serde.BadRecordReason.CORRUPT;
import static textmill.schema.serde.BadRecordReason.TRAILING_BYTES;
import static textmill.schema.serde.BadRecordReason.TRUNCATED;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

    private static final byte[] NOTHING = {};
    private static final int MAX_INT_SHIFT = 28;
    private static final int MAX_LONG_SHIFT = 63;

    private byte[] bytes = NOTHING;
    private int pos;
    private int limit;
    private long itemsLeft;

    /** Starts on new bytes, which are read in place and must not change meanwhile. */
    public PayloadDecoder reset(byte[] source, int offset, int length) {
        bytes = source;
        pos = offset;
        limit = offset + length;
        itemsLeft = (long) length + FREE_ITEMS;
        return this;
    }

    /** Lets go of the bytes. */
    public void release() {
        reset(NOTHING, 0, 0);
    }

    /** Throws unless every byte has been read. */
    public void expectEnd() {
        if (pos != limit) {
            throw new BadRecordException(TRAILING_BYTES, (limit - pos) + " bytes are left after the record");
        }
    }

    /** Bytes not yet read. */
    public int left() {
        return limit - pos;
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
        require(1, "a boolean");
        byte value = bytes[pos++];
        if (value != 0 && value != 1) {
            throw new BadRecordException(CORRUPT, "a boolean is neither 0 nor 1 at byte " + (pos - 1));
        }
        return value == 1;
    }

    @Override
    public int readInt() {
        int start = pos;
        int value = 0;
        for (int shift = 0; shift <= MAX_INT_SHIFT; shift += 7) {
            require(1, "a number");
            int next = bytes[pos++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                if (shift == MAX_INT_SHIFT && next > 0xf) {
                    break;
                }
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new BadRecordException(CORRUPT, "a number does not fit 32 bits at byte " + start);
    }

    @Override
    public long readLong() {
        int start = pos;
        long value = 0;
        for (int shift = 0; shift <= MAX_LONG_SHIFT; shift += 7) {
            require(1, "a number");
            int next = bytes[pos++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                if (shift == MAX_LONG_SHIFT && next > 1) {
                    break;
                }
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new BadRecordException(CORRUPT, "a number does not fit 64 bits at byte " + start);
    }

    @Override
    public float readFloat() {
        require(Float.BYTES, "a float");
        int bits = littleEndianInt(pos);
        pos += Float.BYTES;
        return Float.intBitsToFloat(bits);
    }

    @Override
    public double readDouble() {
        require(Double.BYTES, "a double");
        long low = littleEndianInt(pos) & 0xffff_ffffL;
        long high = littleEndianInt(pos + Integer.BYTES);
        pos += Double.BYTES;
        return Double.longBitsToDouble(high << Integer.SIZE | low);
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) {
        int length = readLength("a string");
        byte[] copy = new byte[length];
        System.arraycopy(bytes, pos, copy, 0, length);
        pos += length;
        return new Utf8(copy);
    }

    @Override
    public String readString() {
        int length = readLength("a string");
        String text = new String(bytes, pos, length, StandardCharsets.UTF_8);
        pos += length;
        return text;
    }

    /** The next string or bytes value, without copying it: a window on the payload, to be read only, until the next reset. */
    public ByteBuffer readSlice() {
        int length = readLength("a string");
        ByteBuffer slice = ByteBuffer.wrap(bytes, pos, length);
        pos += length;
        return slice;
    }

    @Override
    public void skipString() {
        skip(readLength("a string"));
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) {
        int length = readLength("a bytes value");
        byte[] copy = new byte[length];
        System.arraycopy(bytes, pos, copy, 0, length);
        pos += length;
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void skipBytes() {
        skip(readLength("a bytes value"));
    }

    @Override
    public void readFixed(byte[] target, int start, int length) {
        require(length, "a fixed value");
        System.arraycopy(bytes, pos, target, start, length);
        pos += length;
    }

    @Override
    public void skipFixed(int length) {
        require(length, "a fixed value");
        pos += length;
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
            readLength("a block"); // Of use only to a reader that skips.
        }
        return claim(count);
    }

    /** Skips blocks that say how long they are; returns the number of items of the first that does not, 0 at the end. */
    private long skipItems() {
        long count = readLong();
        while (count < 0) {
            negated(count);
            skip(readLength("a block"));
            count = readLong();
        }
        return claim(count);
    }

    private long negated(long count) {
        if (count == Long.MIN_VALUE) {
            throw new BadRecordException(CORRUPT, "a collection claims 2^63 items at byte " + pos);
        }
        return -count;
    }

    private long claim(long count) {
        if (count > itemsLeft) {
            throw new BadRecordException(
                    TRUNCATED,
                    "a collection claims " + count + " items at byte " + pos + ", but " + (limit - pos)
                            + " bytes are left");
        }
        itemsLeft -= count;
        return count;
    }

    /** Not {@code pos += readLength()}: Java would take the old {@code pos} before the call moves it. */
    private void skip(int length) {
        pos += length;
    }

    private int readLength(String what) {
        int start = pos;
        long length = readLong();
        if (length < 0) {
            throw new BadRecordException(CORRUPT, what + " has the negative length " + length + " at byte " + start);
        }
        require(length, what);
        return (int) length;
    }

    private void require(long length, String what) {
        if (length > limit - pos) {
            throw new BadRecordException(
                    TRUNCATED,
                    what + " takes " + length + " bytes at byte " + pos + ", but " + (limit - pos) + " are left");
        }
    }

    private int littleEndianInt(int at) {
        return (bytes[at] & 0xff)
                | (bytes[at + 1] & 0xff) << 8
                | (bytes[at + 2] & 0xff) << 16
                | (bytes[at + 3] & 0xff) << 24;
    }
}
