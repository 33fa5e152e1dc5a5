package textmill.topology.health;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts the time in which this process ran: in steps, of which one that took much longer than it should counts as a short one.
 * So a process that was frozen, or a machine that slept, is not taken for one that was stuck meanwhile. Thread-safe.
 */
final class AwakeClock implements AutoCloseable {
    /** Between two steps. */
    private static final Duration STEP = Duration.ofMillis(500);
    /** The most that one step counts: a busy machine is late by less. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final LongSupplier nanoTime;
    private final ScheduledExecutorService thread;
    private volatile Step last;

    /**
     * The last step.
     *
     * @param nanoTime when it was
     * @param awake what had been counted by then
     */
    private record Step(long nanoTime, long awake) {
        long awakeAt(long later) {
            return awake + Math.min(later - nanoTime, LONGEST.toNanos());
        }
    }

    /** @param nanoTime goes on while the process stands */
    AwakeClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.last = new Step(nanoTime.getAsLong(), 0);
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread steps = new Thread(task, "textmill-steps");
            steps.setDaemon(true);
            return steps;
        });
    }

    /** Takes steps from now on. */
    void start() {
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(this::step, 0, STEP.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized void step() {
        long now = nanoTime.getAsLong();
        last = new Step(now, last.awakeAt(now));
    }

    /** Nanoseconds that the process ran; from an arbitrary beginning. */
    long nanos() {
        // In this order: the step that is read is not later than the time.
        Step step = last;
        return step.awakeAt(nanoTime.getAsLong());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
