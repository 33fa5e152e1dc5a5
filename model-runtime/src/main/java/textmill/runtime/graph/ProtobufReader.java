package textmill.runtime.graph;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * Walks over the fields of a protobuf file without loading it: payloads that nobody asks for are skipped, so a model of
 * a gigabyte costs a few reads.
 *
 * <p>Wire format: <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers, Encoding</a>.
 */
final class ProtobufReader {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int BUFFER_BYTES = 1 << 14;
    private static final int MAX_STRING_BYTES = 1 << 20;

    /** Each costs a few frames of the stack. Graphs within graphs are rarely two deep. */
    private static final int MOST_NESTED = 200;

    private final FileChannel channel;
    private final long size;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private long bufferStart;
    private long fieldStart;
    private int depth;

    /** What to do with one field; must consume its payload. */
    interface FieldReader {
        void read(int field, int wireType, long limit) throws IOException;
    }

    ProtobufReader(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    long position() {
        return bufferStart + buffer.position();
    }

    long size() {
        return size;
    }

    /** Hands every field up to {@code limit} to a reader. */
    void fields(long limit, FieldReader reader) throws IOException {
        depth++;
        if (depth > MOST_NESTED) {
            throw new IOException("more than " + MOST_NESTED + " messages within each other at byte " + position());
        }
        fieldsBelow(limit, reader);
        depth--;
    }

    private void fieldsBelow(long limit, FieldReader reader) throws IOException {
        while (position() < limit) {
            long start = position();
            long tag = readVarint();
            int field = (int) (tag >>> 3);
            if (field == 0) {
                throw new IOException("field number 0 at byte " + position());
            }
            fieldStart = start;
            reader.read(field, (int) (tag & 7), limit);
        }
    }

    /** Where the last field begins that was handed out, its number included. */
    long fieldStart() {
        return fieldStart;
    }

    /** The bytes between two positions; the reader stays where it is. */
    byte[] copy(long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("the end of the file before byte " + to);
            }
        }
        return bytes.array();
    }

    float readFloat() throws IOException {
        int bits = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bits |= readByte() << shift;
        }
        return Float.intBitsToFloat(bits);
    }

    long readVarint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = readByte();
            value |= (long) (b & 0x7f) << shift;
            if ((b & 0x80) == 0) {
                return value;
            }
        }
        throw new IOException("a number of more than 10 bytes at byte " + position());
    }

    /** Reads a length and returns the position after the payload that follows it. */
    long readEnd(long limit) throws IOException {
        long length = readVarint();
        long end = position() + length;
        if (length < 0 || end < 0 || end > limit) {
            throw new EOFException("a field that ends at byte " + end + " of " + limit);
        }
        return end;
    }

    String readString(long limit) throws IOException {
        long end = readEnd(limit);
        int length = (int) Math.min(end - position(), MAX_STRING_BYTES);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) readByte();
        }
        seek(end);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    void skip(int wireType, long limit) throws IOException {
        switch (wireType) {
            case VARINT -> readVarint();
            case FIXED64 -> seek(position() + 8);
            case BYTES -> seek(readEnd(limit));
            case FIXED32 -> seek(position() + 4);
            default -> throw new IOException("wire type " + wireType + " at byte " + position());
        }
    }

    void seek(long target) throws IOException {
        if (target > size) {
            throw new EOFException("a field that ends at byte " + target + " of " + size);
        }
        long offset = target - bufferStart;
        if (offset >= 0 && offset <= buffer.limit()) {
            buffer.position((int) offset);
        } else {
            bufferStart = target;
            buffer.limit(0);
        }
    }

    private int readByte() throws IOException {
        if (!buffer.hasRemaining()) {
            bufferStart = position();
            buffer.clear();
            int read = channel.read(buffer, bufferStart);
            buffer.flip();
            if (read <= 0) {
                throw new EOFException("the end of the file at byte " + bufferStart);
            }
        }
        return buffer.get() & 0xff;
    }
}
