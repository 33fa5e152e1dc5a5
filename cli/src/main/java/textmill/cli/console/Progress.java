package textmill.cli.console;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A line on stderr that is written over: how much is done, how fast, how long it will still take. There is none where stderr
 * is no terminal. Used by one thread at a time.
 */
public final class Progress implements AutoCloseable {
    /** The end is not known. */
    public static final long UNKNOWN = -1;

    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int HUNDRED = 100;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3_600;

    private final Terminal terminal;
    private final String what;
    private final long whole;
    private final LongSupplier nanoClock;
    private final long began;
    private long shown;

    /**
     * @param what is counted, in the plural
     * @param whole amount of work, in a unit of the caller's: bytes, records; {@link #UNKNOWN} if it is not known
     */
    public Progress(Terminal terminal, String what, long whole) {
        this(terminal, what, whole, System::nanoTime);
    }

    Progress(Terminal terminal, String what, long whole, LongSupplier nanoClock) {
        this.terminal = terminal;
        this.what = what;
        this.whole = whole;
        this.nanoClock = nanoClock;
        this.began = nanoClock.getAsLong();
        this.shown = began;
    }

    /**
     * So much is done; writes now and then.
     *
     * @param count things done
     * @param amount work done, in the unit of the whole
     */
    public void at(long count, long amount) {
        if (!terminal.isWatched()) {
            return;
        }
        long now = nanoClock.getAsLong();
        if (now - shown >= EVERY_NANOS) {
            shown = now;
            terminal.status(line(count, amount, (now - began) / (double) TimeUnit.SECONDS.toNanos(1)));
        }
    }

    private String line(long count, long amount, double seconds) {
        String line = String.format(Locale.ROOT, "%,d %s  %,.0f/s", count, what, count / seconds);
        if (whole <= 0 || amount <= 0) {
            return line;
        }
        long left = Math.round(Math.max(0, whole - amount) * seconds / amount);
        return line
                + String.format(
                        Locale.ROOT, "  %d %%  %s left", Math.min(HUNDRED, HUNDRED * amount / whole), time(left));
    }

    /** A time as people read it: {@code 42 s}, {@code 3:07 min}, {@code 2:05 h}. */
    public static String time(long seconds) {
        if (seconds < SECONDS_PER_MINUTE) {
            return seconds + " s";
        }
        return seconds < SECONDS_PER_HOUR
                ? String.format(Locale.ROOT, "%d:%02d min", seconds / SECONDS_PER_MINUTE, seconds % SECONDS_PER_MINUTE)
                : String.format(
                        Locale.ROOT,
                        "%d:%02d h",
                        seconds / SECONDS_PER_HOUR,
                        seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE);
    }

    /** Takes the line away. */
    @Override
    public void close() {
        terminal.status("");
    }
}
