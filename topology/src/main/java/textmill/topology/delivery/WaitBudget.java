package textmill.topology.delivery;

import java.time.Duration;

/**
 * How long a stream thread may still wait for room before it must go round its loop again: to forward, to commit, to
 * poll. Shared by all partitions of a thread, so that many of them cannot add up their waits beyond
 * {@code transaction.timeout.ms}. Thread-safe: each thread has its own.
 */
final class WaitBudget {
    private final long nanos;
    private final ThreadLocal<Long> left;

    WaitBudget(Duration perRound) {
        this.nanos = perRound.toNanos();
        this.left = ThreadLocal.withInitial(() -> nanos);
    }

    /** What the calling thread may wait now. */
    Duration left() {
        return Duration.ofNanos(left.get());
    }

    /** Takes a wait off the calling thread's budget. */
    void spend(long waitedNanos) {
        left.set(Math.max(0, left.get() - waitedNanos));
    }

    /** A new round: called by punctuators, which run once a round while anything is in flight. */
    void renew() {
        left.set(nanos);
    }
}
