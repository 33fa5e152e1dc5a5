package textmill.runtime.graph;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of a tensor are.
 *
 * @param file that holds them
 * @param start first byte of them there
 * @param length their bytes
 */
record TensorBytes(Path file, long start, long length) {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int BEGINNING_BYTES = 1 << 12;

    /** Those of a tensor of a model's file, or null if they are not there as they are in memory. */
    static @Nullable TensorBytes of(TensorHeader tensor, Path model) {
        String location = tensor.location();
        if (location != null) {
            long length = tensor.externalEnd() - tensor.externalStart();
            return length > 0 ? new TensorBytes(model.resolveSibling(location), tensor.externalStart(), length) : null;
        }
        return tensor.rawBytes() > 0 ? new TensorBytes(model, tensor.rawStart(), tensor.rawBytes()) : null;
    }

    /** A hash of the first of them. */
    int beginning() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel, start, (int) Math.min(BEGINNING_BYTES, length)).hashCode();
        }
    }

    /** True if both have the same bytes. */
    boolean matches(TensorBytes other) throws IOException {
        if (length != other.length) {
            return false;
        }
        if (start == other.start && Files.isSameFile(file, other.file)) {
            return true;
        }
        try (FileChannel mine = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel others = FileChannel.open(other.file, StandardOpenOption.READ)) {
            for (long at = 0; at < length; at += CHUNK_BYTES) {
                int bytes = (int) Math.min(CHUNK_BYTES, length - at);
                if (read(mine, start + at, bytes).mismatch(read(others, other.start + at, bytes)) >= 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static ByteBuffer read(FileChannel channel, long from, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException("the end of the file before byte " + (from + bytes));
            }
        }
        return buffer.flip();
    }
}
