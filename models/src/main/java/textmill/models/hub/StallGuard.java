package textmill.models.hub;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A stream that ends with an exception when no byte has come for a while, instead of waiting for ever. */
final class StallGuard extends FilterInputStream {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final ScheduledExecutorService watch;
    private volatile long last = System.nanoTime();
    private volatile boolean stalled;

    StallGuard(InputStream in) {
        this(in, LONGEST);
    }

    StallGuard(InputStream in, Duration longest) {
        super(in);
        watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "textmill-hub");
            thread.setDaemon(true);
            return thread;
        });
        long step = Math.max(1, longest.toMillis() / 4);
        // Ends with the executor.
        @SuppressWarnings("unused")
        Future<?> looking = watch.scheduleWithFixedDelay(() -> look(longest), step, step, TimeUnit.MILLISECONDS);
    }

    private void look(Duration longest) {
        if (System.nanoTime() - last > longest.toNanos()) {
            stalled = true;
            try {
                in.close();
            } catch (IOException e) {
                // The reader is told by its own read.
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        last = System.nanoTime();
        int count;
        try {
            count = super.read(bytes, from, length);
        } catch (IOException e) {
            throw stalled ? new IOException("no byte came for a while", e) : e;
        }
        if (count < 0 && stalled) {
            throw new IOException("no byte came for a while");
        }
        last = System.nanoTime();
        return count;
    }

    @Override
    public void close() throws IOException {
        watch.shutdownNow();
        super.close();
    }
}
