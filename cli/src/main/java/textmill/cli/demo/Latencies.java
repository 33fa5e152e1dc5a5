package textmill.cli.demo;

import org.HdrHistogram.Histogram;

/** Times from produce to result, in milliseconds. Not thread-safe. */
final class Latencies {
    /** Right to one in a thousand. */
    private final Histogram millis = new Histogram(3);

    /** Takes one time; what a clock that was set back makes negative counts as 0. */
    void add(long time) {
        millis.recordValue(Math.max(0, time));
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
        return new Percentiles(
                millis.getValueAtPercentile(50), millis.getValueAtPercentile(95), millis.getValueAtPercentile(99));
    }
}
