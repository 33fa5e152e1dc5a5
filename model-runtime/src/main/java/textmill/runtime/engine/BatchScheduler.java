package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import textmill.runtime.batch.LengthQueue;

/**
 * The tokenised texts that wait for a device, one queue per model. Device threads take batches as soon as they are idle;
 * the model whose oldest text waits longest goes first. Thread-safe.
 */
final class BatchScheduler {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<LengthQueue<Computation>> queues = new ArrayList<>();
    private final long lingerNanos;
    private long arrivals;
    private int running;
    private boolean open = true;

    /**
     * What a device thread computes next.
     *
     * @param texts all of one model; none once the scheduler is closed
     * @param alone if nothing else ran or waited when it was taken
     */
    record Batch(List<Computation> texts, boolean alone) {}

    BatchScheduler(int models, long lingerNanos) {
        for (int i = 0; i < models; i++) {
            queues.add(new LengthQueue<>());
        }
        this.lingerNanos = lingerNanos;
    }

    /** Adds texts; false if the scheduler is closed. */
    boolean add(List<Computation> computations) {
        lock.lock();
        try {
            if (!open) {
                return false;
            }
            long now = System.nanoTime();
            for (Computation computation : computations) {
                computation.queuedNanos = now;
                queues.get(computation.model.index())
                        .add(computation, computation.tokens().length(), arrivals++);
                arrived.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next batch; every one that has texts is {@link #ended} by who took it. */
    Batch next() throws InterruptedException {
        lock.lock();
        try {
            while (open) {
                Computation oldest = oldest();
                if (oldest == null) {
                    arrived.await();
                    continue;
                }
                LengthQueue<Computation> queue = queues.get(oldest.model.index());
                long patience = lingerNanos - (System.nanoTime() - oldest.queuedNanos);
                if (patience > 0 && !full(queue, oldest.model)) {
                    arrived.await(patience, TimeUnit.NANOSECONDS);
                    continue;
                }
                List<Computation> texts = queue.take(oldest.model.limits());
                running++;
                return new Batch(texts, running == 1 && oldest() == null);
            }
            return new Batch(List.of(), false);
        } finally {
            lock.unlock();
        }
    }

    /** The run of a batch is over, whatever is still to be read from it. */
    void ended() {
        lock.lock();
        try {
            running--;
        } finally {
            lock.unlock();
        }
    }

    /** Texts that wait. */
    int waiting() {
        lock.lock();
        try {
            return queues.stream().mapToInt(LengthQueue::size).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is taken any more. */
    void close() {
        lock.lock();
        try {
            open = false;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static boolean full(LengthQueue<Computation> queue, LoadedModel model) {
        return queue.size() >= model.limits().maxRows()
                || queue.totalLength() >= model.limits().maxPaddedTokens();
    }

    private @Nullable Computation oldest() {
        LengthQueue<Computation> longest = null;
        for (LengthQueue<Computation> queue : queues) {
            if (longest == null || queue.oldestArrival() < longest.oldestArrival()) {
                longest = queue;
            }
        }
        return longest == null ? null : longest.oldest();
    }
}
