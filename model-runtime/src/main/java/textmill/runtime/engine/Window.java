package textmill.runtime.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import textmill.runtime.text.TextInput;

/**
 * Permits by count and bytes. Thread-safe; the lock is only for those who wait. A permit is taken and given back for every
 * text by threads of which each must go on at once: with a fair lock each time is a turn of another thread.
 *
 * <p>Who waits is woken when room for some texts has come together, not for each; who comes meanwhile waits too, unless there
 * is as much.
 */
final class Window {
    /** Of {@link #taken}, the upper bits count texts, these count bytes. */
    private static final int BYTES_BITS = 42;

    private static final long BYTES = (1L << BYTES_BITS) - 1;

    /** Of the window's texts, what must be free before those who wait are woken. */
    private static final int SLACK = 64;

    private final int maxTexts;
    private final long maxBytes;
    private final AtomicLong taken = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean open = true;

    /**
     * @param maxTexts at most a million
     * @param maxBytes of all texts
     */
    Window(int maxTexts, long maxBytes) {
        this.maxTexts = maxTexts;
        this.maxBytes = maxBytes;
    }

    /** Memory that a text is charged for, its rows not counted. */
    static long charge(TextInput input) {
        return 2 * input.characters();
    }

    int maxTexts() {
        return maxTexts;
    }

    /** Waits for room, at most that long, then takes the permits in any case. */
    void acquire(long charge, Duration maxWait) throws InterruptedException {
        if (!mayTry(0) || !take(charge)) {
            await(charge, maxWait.toNanos());
        }
    }

    private void await(long charge, long longestNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            // Counted first: who releases makes room first and then looks whether anybody waits.
            waiting.incrementAndGet();
            boolean took = mayTry(1) && take(charge);
            long left = longestNanos;
            while (!took && open && left > 0) {
                left = freed.awaitNanos(left);
                took = take(charge);
            }
            if (!took) {
                taken.addAndGet(permit(charge));
            }
        } finally {
            waiting.decrementAndGet();
            wake();
            lock.unlock();
        }
    }

    void release(long charge) {
        taken.addAndGet(-permit(charge));
        if (waiting.get() > 0 && isRoomy()) {
            lock.lock();
            try {
                wake();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Nobody waits any more. */
    void close() {
        open = false;
        lock.lock();
        try {
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int texts() {
        return texts(taken.get());
    }

    long bytes() {
        return taken.get() & BYTES;
    }

    /** @param own 1 if the calling thread is counted among those who wait */
    private boolean mayTry(int own) {
        return waiting.get() == own || isRoomy();
    }

    /** By whoever holds the lock. */
    private void wake() {
        if (waiting.get() > 0 && isRoomy()) {
            freed.signalAll();
        }
    }

    /** By count: texts of all sizes wait for bytes, and what is enough for one says nothing of another. */
    private boolean isRoomy() {
        long now = taken.get();
        return texts(now) <= maxTexts - maxTexts / SLACK && (now & BYTES) < maxBytes;
    }

    private boolean take(long charge) {
        long before = taken.get();
        while (fits(before, charge)) {
            if (taken.compareAndSet(before, before + permit(charge))) {
                return true;
            }
            before = taken.get();
        }
        return false;
    }

    /** A text larger than the whole window fits once nothing else is in flight. */
    private boolean fits(long now, long charge) {
        return texts(now) == 0 || (texts(now) < maxTexts && (now & BYTES) + charge <= maxBytes);
    }

    private static int texts(long taken) {
        return (int) (taken >> BYTES_BITS);
    }

    private static long permit(long charge) {
        return (1L << BYTES_BITS) + charge;
    }
}
