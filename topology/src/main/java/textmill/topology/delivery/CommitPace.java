package textmill.topology.delivery;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a stream thread asks for a commit. Readers of committed data wait for it, and it costs the brokers several requests
 * and a marker in every partition that was written to. So it comes {@code commit.interval.ms} after the one before, or
 * at once if that is longer ago; and while texts take long, because more arrive than can be computed, it comes when a reader
 * has waited for it an eighth of what the text took anyway. Kafka Streams commits by itself too, after the longest
 * interval. Thread-safe: each thread has its own.
 */
final class CommitPace {
    /** A commit may take this part of what a text has taken. */
    private static final int PART = 8;

    private final long usual;
    private final long longest;
    private final LongSupplier nanoTime;
    private final ThreadLocal<Since> since;

    /** What has happened since the last commit of a thread. */
    private static final class Since {
        private long committedNanos;
        private long slowestNanos;
        private boolean forwarded;

        private Since(long committedNanos) {
            this.committedNanos = committedNanos;
        }
    }

    /**
     * @param usual time between commits
     * @param longest what Kafka Streams waits at most
     * @param nanoTime as {@link System#nanoTime}
     */
    CommitPace(Duration usual, Duration longest, LongSupplier nanoTime) {
        this.usual = usual.toNanos();
        this.longest = longest.toNanos();
        this.nanoTime = nanoTime;
        this.since = ThreadLocal.withInitial(() -> new Since(nanoTime.getAsLong()));
    }

    /**
     * The calling thread has forwarded a record.
     *
     * @param tookNanos since it was read
     */
    void forwarded(long tookNanos) {
        Since now = since.get();
        now.forwarded = true;
        now.slowestNanos = Math.max(now.slowestNanos, tookNanos);
    }

    /** The calling thread has committed what it had forwarded. */
    void committed() {
        Since now = since.get();
        now.committedNanos = nanoTime.getAsLong();
        now.slowestNanos = 0;
        now.forwarded = false;
    }

    /** Whether the calling thread has forwarded what it has not committed. */
    boolean isOwed() {
        return since.get().forwarded;
    }

    /**
     * Whether the calling thread should commit now.
     *
     * @param idle nothing is in flight: nobody is served by waiting for more
     */
    boolean isDue(boolean idle) {
        Since now = since.get();
        long stretched = idle ? usual : Math.min(longest, now.slowestNanos / PART);
        return now.forwarded && nanoTime.getAsLong() - now.committedNanos >= Math.max(usual, stretched);
    }
}
