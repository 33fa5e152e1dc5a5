package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import textmill.runtime.batch.BatchLimits;
import textmill.runtime.batch.LengthQueue;

/**
 * The rows of tokenised texts that wait for a device, one queue per model, and one for each set of models that compute together.
 * Device threads take batches as soon as they are idle; the queue whose oldest row waits longest goes first. Thread-safe.
 */
final class BatchScheduler {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Map<Lane, LengthQueue<QueuedText>> queues = new LinkedHashMap<>();
    private final long lingerNanos;
    private long arrivals;
    private int running;
    private boolean open = true;

    /**
     * What a device thread computes next.
     *
     * @param lane the models that compute it
     * @param texts none once the scheduler is closed
     * @param alone if nothing else ran or waited when it was taken
     */
    record Batch(Lane lane, List<QueuedText> texts, boolean alone) {
        private static final Batch NONE = new Batch(new Lane(List.of()), List.of(), false);

        /** The rows of one of the models. */
        List<QueuedRow> rows(int model) {
            List<QueuedRow> rows = new ArrayList<>(texts.size());
            for (QueuedText text : texts) {
                rows.add(text.rows().get(model));
            }
            return rows;
        }
    }

    BatchScheduler(long lingerNanos) {
        this.lingerNanos = lingerNanos;
    }

    /** Adds rows; false if the scheduler is closed. */
    boolean add(List<QueuedText> texts) {
        lock.lock();
        try {
            if (!open) {
                return false;
            }
            long now = System.nanoTime();
            for (QueuedText text : texts) {
                text.rows().forEach(row -> row.queuedNanos = now);
                queues.computeIfAbsent(text.lane(), first -> new LengthQueue<>())
                        .add(text, text.tokens().length(), arrivals++);
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
                QueuedText oldest = oldest();
                LengthQueue<QueuedText> queue = oldest == null ? null : queues.get(oldest.lane());
                if (oldest == null || queue == null) {
                    arrived.await();
                    continue;
                }
                BatchLimits limits = oldest.lane().limits();
                long patience = lingerNanos - (System.nanoTime() - oldest.queuedNanos());
                if (patience > 0 && !full(queue, limits)) {
                    arrived.await(patience, TimeUnit.NANOSECONDS);
                    continue;
                }
                List<QueuedText> texts = queue.take(limits);
                running++;
                return new Batch(oldest.lane(), texts, running == 1 && oldest() == null);
            }
            return Batch.NONE;
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
            return (int) queued(LengthQueue::size);
        } finally {
            lock.unlock();
        }
    }

    /** Of every row that waits, whichever model it waits for. */
    private long queued(ToLongFunction<LengthQueue<QueuedText>> counted) {
        long count = 0;
        for (Map.Entry<Lane, LengthQueue<QueuedText>> queue : queues.entrySet()) {
            count += counted.applyAsLong(queue.getValue())
                    * queue.getKey().models().size();
        }
        return count;
    }

    /** What waits. */
    EngineStatistics.Queued queued() {
        lock.lock();
        try {
            return new EngineStatistics.Queued(queued(LengthQueue::size), queued(LengthQueue::totalLength));
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

    private static boolean full(LengthQueue<QueuedText> queue, BatchLimits limits) {
        return queue.size() >= limits.maxRows() || queue.totalLength() >= limits.maxPaddedTokens();
    }

    private @Nullable QueuedText oldest() {
        LengthQueue<QueuedText> longest = null;
        for (LengthQueue<QueuedText> queue : queues.values()) {
            if (longest == null || queue.oldestArrival() < longest.oldestArrival()) {
                longest = queue;
            }
        }
        return longest == null ? null : longest.oldest();
    }
}
