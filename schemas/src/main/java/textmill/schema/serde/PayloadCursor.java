package textmill.schema.serde;

import static textmill.schema.serde.BadRecordReason.CORRUPT;
import static textmill.schema.serde.BadRecordReason.TRUNCATED;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A place in bytes that nobody vouches for, and Avro's numbers and lengths read from there: each is checked against the bytes
 * that are left before anything is allocated, and varints may not overflow. Not safe for concurrent use.
 */
final class PayloadCursor {
    private static final byte[] NOTHING = {};
    private static final int MAX_INT_SHIFT = 28;
    private static final int MAX_LONG_SHIFT = 63;

    private byte[] bytes = NOTHING;
    private int pos;
    private int limit;

    void reset(byte[] source, int offset, int length) {
        bytes = source;
        pos = offset;
        limit = offset + length;
    }

    void release() {
        reset(NOTHING, 0, 0);
    }

    int position() {
        return pos;
    }

    int left() {
        return limit - pos;
    }

    byte readByte(String what) {
        require(1, what);
        return bytes[pos++];
    }

    int readInt() {
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

    long readLong() {
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

    /** Four bytes, the lowest first. */
    int readFixedInt(String what) {
        require(Integer.BYTES, what);
        int value = littleEndianInt(pos);
        pos += Integer.BYTES;
        return value;
    }

    /** Eight bytes, the lowest first. */
    long readFixedLong(String what) {
        require(Long.BYTES, what);
        long low = littleEndianInt(pos) & 0xffff_ffffL;
        long high = littleEndianInt(pos + Integer.BYTES);
        pos += Long.BYTES;
        return high << Integer.SIZE | low;
    }

    /** Bytes behind their length. */
    byte[] readBytes(String what) {
        byte[] copy = new byte[readLength(what)];
        copyTo(copy, 0, copy.length, what);
        return copy;
    }

    /** UTF-8 behind its length. */
    String readText(String what) {
        int length = readLength(what);
        String text = new String(bytes, pos, length, StandardCharsets.UTF_8);
        pos += length;
        return text;
    }

    /** Bytes behind their length, where they are: to be read only, until the next reset. */
    ByteBuffer readSlice(String what) {
        int length = readLength(what);
        ByteBuffer slice = ByteBuffer.wrap(bytes, pos, length);
        pos += length;
        return slice;
    }

    void copyTo(byte[] target, int start, int length, String what) {
        require(length, what);
        System.arraycopy(bytes, pos, target, start, length);
        pos += length;
    }

    void skip(int length, String what) {
        require(length, what);
        pos += length;
    }

    /** Skips bytes behind their length. */
    void skipBytes(String what) {
        // Not pos += readLength(): Java would take the old pos before the call moves it.
        int length = readLength(what);
        pos += length;
    }

    /** A length for which there are enough bytes. */
    int readLength(String what) {
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
