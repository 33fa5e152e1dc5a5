package textmill.benchmarks.stream;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Sends by a schedule and measures how long each message's results took. */
public final class OpenLoop {
    /** Percentiles are right to one in a thousand. */
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Target target;

    /** Loads this. */
    public OpenLoop(Target target) {
        this.target = target;
    }

    /** What is under load. */
    public interface Target {
        /** Sends a message without waiting for its results. */
        void send(int message);

        /** Waits until the results of all messages before {@code end} have been read. */
        void awaitAll(int end) throws InterruptedException;

        /** When the last result of a message was read, as {@link System#nanoTime}. */
        long completedNanos(int message);
    }

    /**
     * Times from when a message was due until its results were read, in nanoseconds.
     *
     * @param sent messages
     * @param p50 median
     * @param p95 95th percentile
     * @param p99 99th percentile
     * @param max largest
     * @param sendLagP99 how late the sender itself was: far below the latencies, or they are the sender's
     * @param perSecond messages per second as really sent
     */
    public record Latency(int sent, long p50, long p95, long p99, long max, long sendLagP99, double perSecond) {}

    /**
     * Runs a schedule.
     *
     * @param first number of its first message; those before it are done
     * @param skipped messages at the start whose times are not counted
     */
    public Latency run(Schedule schedule, int first, int skipped) throws InterruptedException {
        long start = System.nanoTime();
        Histogram lag = new Histogram(SIGNIFICANT_DIGITS);
        for (int message = 0; message < schedule.messages(); message++) {
            long due = start + schedule.dueNanos(message);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            lag.recordValue(System.nanoTime() - due);
            target.send(first + message);
        }
        double sentSeconds = (System.nanoTime() - start) / 1e9;
        target.awaitAll(first + schedule.messages());
        Histogram latencies = new Histogram(SIGNIFICANT_DIGITS);
        for (int message = skipped; message < schedule.messages(); message++) {
            latencies.recordValue(target.completedNanos(first + message) - (start + schedule.dueNanos(message)));
        }
        return new Latency(
                schedule.messages(),
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(95),
                latencies.getValueAtPercentile(99),
                latencies.getMaxValue(),
                lag.getValueAtPercentile(99),
                schedule.messages() / sentSeconds);
    }
}
