package textmill.topology.delivery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** How much a processor may hold, and how long it may wait. Thread-safe. */
final class Limits {
    private final DeliverySettings settings;
    private final WaitBudget budget;
    private final AtomicBoolean stopping;

    /**
     * @param budget of the application
     * @param stopping set once nothing may be started any more
     */
    Limits(DeliverySettings settings, WaitBudget budget, AtomicBoolean stopping) {
        this.settings = settings;
        this.budget = budget;
        this.stopping = stopping;
    }

    DeliverySettings settings() {
        return settings;
    }

    boolean isStopping() {
        return stopping.get();
    }

    /** How far a queue is beyond its limits: 0 or less within them, 1 at twice the limit. */
    double overrun(PartitionFifo fifo) {
        double texts = (fifo.size() + 1.0) / settings.windowTexts();
        double bytes = (double) fifo.bytes() / settings.windowBytes();
        return Math.max(texts, bytes) - 1;
    }

    /** The longer the further the queue is beyond its limits, so that a long outage cannot fill the memory. */
    long longestWaitNanos(double overrun) {
        return Math.min(budget.left().toNanos(), (long) (settings.windowWait().toNanos() * Math.min(1, overrun)));
    }

    /** What the calling thread may still wait in this round. */
    Duration left() {
        return budget.left();
    }

    void spend(long waitedNanos) {
        budget.spend(waitedNanos);
    }

    void newRound() {
        budget.renew();
    }

    boolean isOverdue(long waitingNanos) {
        return waitingNanos > settings.requestTimeout().toNanos();
    }
}
