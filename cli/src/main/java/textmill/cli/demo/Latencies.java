package textmill.cli.demo;

import java.util.Arrays;

/** Times from produce to result, in milliseconds. Not thread-safe. */
final class Latencies {
    private long[] millis = new long[1024];
    private int count;

    /** Takes one time; what a clock that was set back makes negative counts as 0. */
    void add(long time) {
        if (count == millis.length) {
            millis = Arrays.copyOf(millis, 2 * count);
        }
        millis[count++] = Math.max(0, time);
    }

    /**
     * Three percentiles, by nearest rank, in milliseconds.
     *
     * @param p50 half of the texts took no longer
     * @param p95 95 of 100 took no longer
     * @param p99 99 of 100 took no longer
     */
    record Percentiles(long p50, long p95, long p99) {}

    /** The percentiles of what was added so far; all 0 if nothing was. */
    Percentiles percentiles() {
        long[] sorted = Arrays.copyOf(millis, count);
        Arrays.sort(sorted);
        return new Percentiles(rank(sorted, 50), rank(sorted, 95), rank(sorted, 99));
    }

    private static long rank(long[] sorted, int percent) {
        if (sorted.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(1, rank) - 1];
    }
}
