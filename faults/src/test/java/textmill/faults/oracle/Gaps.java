package textmill.faults.oracle;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The longest time without output, over all partitions together and in the worst of them, since it was last asked.
 * Thread-safe.
 */
public final class Gaps {
    private final long[] last;
    private final long[] longest;
    private long lastOfAll;
    private long second;
    private long inSecond;
    private long mostInSecond;
    private long longestOfAll;

    /** Starts to measure. */
    public Gaps(int partitions) {
        last = new long[partitions];
        longest = new long[partitions];
        begin(System.nanoTime());
    }

    private void begin(long now) {
        Arrays.fill(last, now);
        Arrays.fill(longest, 0);
        lastOfAll = now;
        longestOfAll = 0;
    }

    /** Forgets what was; time counts from now. */
    public synchronized void restart() {
        begin(System.nanoTime());
    }

    /** There is output. */
    public synchronized void output(int partition, long now) {
        longestOfAll = Math.max(longestOfAll, now - lastOfAll);
        lastOfAll = now;
        longest[partition] = Math.max(longest[partition], now - last[partition]);
        last[partition] = now;
        long thisSecond = TimeUnit.NANOSECONDS.toSeconds(now);
        inSecond = thisSecond == second ? inSecond + 1 : 1;
        second = thisSecond;
        mostInSecond = Math.max(mostInSecond, inSecond);
    }

    /** Most outputs within one second, of all time. */
    public synchronized long peakPerSecond() {
        return mostInSecond;
    }

    /** The time since the last output of a partition. */
    public synchronized Duration silence(int partition) {
        return Duration.ofNanos(System.nanoTime() - last[partition]);
    }

    /** The longest time in which no partition had output, the time since the last output included. */
    public synchronized Duration overall() {
        return Duration.ofNanos(Math.max(longestOfAll, System.nanoTime() - lastOfAll));
    }

    /** The longest time in which some partition had no output, the time since its last output included. */
    public synchronized Duration worstPartition() {
        long now = System.nanoTime();
        long worst = 0;
        for (int i = 0; i < last.length; i++) {
            worst = Math.max(worst, Math.max(longest[i], now - last[i]));
        }
        return Duration.ofNanos(worst);
    }

    /** True if every partition had output since the start of the measurement. */
    public synchronized boolean allSince(long nanoTime) {
        return Arrays.stream(last).allMatch(time -> time - nanoTime > 0);
    }
}
