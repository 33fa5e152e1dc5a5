package textmill.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A stream that remembers its first failure, because {@link java.io.PrintStream} tells nobody, and that knows the one
 * failure that is none: the reader at the other end of a pipe has seen enough. Lines of different threads do not mix as
 * long as whole lines are written.
 */
public final class WatchedOutput extends FilterOutputStream {
    private final boolean pipe;
    private volatile @Nullable IOException failure;

    /** Watches a stream of which only the text of its failures is known. */
    public WatchedOutput(OutputStream out) {
        this(out, false);
    }

    private WatchedOutput(OutputStream out, boolean pipe) {
        super(out);
        this.pipe = pipe;
    }

    /**
     * Watches a stream that leads to a file.
     *
     * @param file what the system says about the stream: {@code /proc/self/fd/1}, or a named pipe
     */
    public static WatchedOutput to(Path file, OutputStream out) {
        return new WatchedOutput(out, isPipe(file));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw noted(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw noted(e);
        }
    }

    private IOException noted(IOException e) {
        if (failure == null) {
            failure = e;
        }
        return e;
    }

    /** The first failure, or null. */
    public @Nullable IOException failure() {
        return failure;
    }

    /**
     * True once a write failed because the reader of a pipe has gone. The text of a failure comes from the C library and
     * may be translated; so where the stream is known to lead to a pipe, that decides: a pipe fails for no other reason.
     */
    public boolean readerLeft() {
        IOException seen = failure;
        if (seen == null) {
            return false;
        }
        String message = String.valueOf(seen.getMessage()).toLowerCase(Locale.ROOT);
        return pipe || message.contains("broken pipe") || message.contains("pipe closed");
    }

    private static boolean isPipe(Path file) {
        try {
            if (Files.isSymbolicLink(file)) {
                String target = Files.readSymbolicLink(file).toString();
                return target.startsWith("pipe:")
                        || target.startsWith("socket:")
                        || isPipe(file.resolveSibling(target));
            }
            // What is neither a file nor a directory is a device or a named pipe; devices lie under /dev.
            return Files.readAttributes(file, BasicFileAttributes.class).isOther() && !file.startsWith("/dev");
        } catch (IOException e) {
            return false;
        }
    }
}
