package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import textmill.runtime.batch.LengthQueue;

/**
 * The rows of tokenised texts that wait for a device, one queue per model. Device threads take batches as soon as they are idle;
 * the model whose oldest row waits longest goes first. Thread-safe.
 */
final class BatchScheduler {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<LengthQueue<QueuedRow>> queues = new ArrayList<>();
    private final long lingerNanos;
    private long arrivals;
    private int running;
    private boolean open = true;

    /**
     * What a device thread computes next.
     *
     * @param rows all of one model; none once the scheduler is closed
     * @param alone if nothing else ran or waited when it was taken
     */
    record Batch(List<QueuedRow> rows, boolean alone) {}

    BatchScheduler(int models, long lingerNanos) {
        for (int i = 0; i < models; i++) {
            queues.add(new LengthQueue<>());
        }
        this.lingerNanos = lingerNanos;
    }

    /** Adds rows; false if the scheduler is closed. */
    boolean add(List<QueuedRow> rows) {
        lock.lock();
        try {
            if (!open) {
                return false;
            }
            long now = System.nanoTime();
            for (QueuedRow row : rows) {
                row.queuedNanos = now;
                queues.get(row.model().index()).add(row, row.tokens.length(), arrivals++);
                arrived.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next batch; every one that has rows is {@link #ended} by who took it. */
    Batch next() throws InterruptedException {
        lock.lock();
        try {
            while (open) {
                QueuedRow oldest = oldest();
                if (oldest == null) {
                    arrived.await();
                    continue;
                }
                LengthQueue<QueuedRow> queue = queues.get(oldest.model().index());
                long patience = lingerNanos - (System.nanoTime() - oldest.queuedNanos);
                if (patience > 0 && !full(queue, oldest.model())) {
                    arrived.await(patience, TimeUnit.NANOSECONDS);
                    continue;
                }
                List<QueuedRow> rows = queue.take(oldest.model().limits());
                running++;
                return new Batch(rows, running == 1 && oldest() == null);
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

    /** Rows that wait. */
    int waiting() {
        lock.lock();
        try {
            return queues.stream().mapToInt(LengthQueue::size).sum();
        } finally {
            lock.unlock();
        }
    }

    /** What waits. */
    EngineStatistics.Queued queued() {
        lock.lock();
        try {
            return new EngineStatistics.Queued(
                    queues.stream().mapToInt(LengthQueue::size).sum(),
                    queues.stream().mapToLong(LengthQueue::totalLength).sum());
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

    private static boolean full(LengthQueue<QueuedRow> queue, LoadedModel model) {
        return queue.size() >= model.limits().maxRows()
                || queue.totalLength() >= model.limits().maxPaddedTokens();
    }

    private @Nullable QueuedRow oldest() {
        LengthQueue<QueuedRow> longest = null;
        for (LengthQueue<QueuedRow> queue : queues) {
            if (longest == null || queue.oldestArrival() < longest.oldestArrival()) {
                longest = queue;
            }
        }
        return longest == null ? null : longest.oldest();
    }
}
