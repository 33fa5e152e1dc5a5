package textmill.cli.reembed;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.Progress;
import textmill.cli.console.Terminal;
import textmill.topology.reembed.ReembedListener;

/** Shows how far a job is: on a terminal all the time, in a log once, how long it will take. Used by one thread. */
final class ShownProgress implements ReembedListener, AutoCloseable {
    /** Classes are compiled by then, and the rate is that of the hours to come. */
    private static final long ESTIMATED_AFTER_NANOS = Duration.ofSeconds(20).toNanos();

    private final Terminal terminal;
    private final LongSupplier nanoClock;
    private @Nullable Progress progress;
    private long whole;
    private long began;
    private boolean estimated;

    ShownProgress(Terminal terminal) {
        this(terminal, System::nanoTime);
    }

    ShownProgress(Terminal terminal, LongSupplier nanoClock) {
        this.terminal = terminal;
        this.nanoClock = nanoClock;
    }

    @Override
    public void committed(long left) {
        Progress line = progress;
        if (line == null || left > whole) {
            whole = left;
            began = nanoClock.getAsLong();
            line = new Progress(terminal, "records", whole);
            progress = line;
        }
        line.at(whole - left, whole - left);
        estimate(left);
    }

    private void estimate(long left) {
        long nanos = nanoClock.getAsLong() - began;
        long done = whole - left;
        if (!estimated && done > 0 && left > 0 && nanos >= ESTIMATED_AFTER_NANOS) {
            estimated = true;
            if (!terminal.isWatched()) {
                double seconds = (double) nanos / TimeUnit.SECONDS.toNanos(1);
                note(String.format(
                        Locale.ROOT,
                        "%,d records are left, about %s",
                        left,
                        Progress.time(Math.round(left * seconds / done))));
            }
        }
    }

    @Override
    public void note(String line) {
        terminal.note("textmill reembed: " + line);
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
