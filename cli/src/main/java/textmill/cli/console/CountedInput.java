package textmill.cli.console;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that tells how many bytes of it were read. May be asked by other threads. */
public final class CountedInput extends FilterInputStream {
    private volatile long bytes;

    /** Counts from here on. */
    public CountedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        count(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        count(Math.max(0, read));
        return read;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads
    private void count(int read) {
        bytes += read;
    }

    /** Bytes read so far. */
    public long bytes() {
        return bytes;
    }
}
