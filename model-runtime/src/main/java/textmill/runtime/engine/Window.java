package textmill.runtime.engine;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import textmill.runtime.text.TextInput;

/** Permits by count and bytes. Thread-safe. */
final class Window {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();
    private final int maxTexts;
    private final long maxBytes;
    private int texts;
    private long bytes;
    private boolean open = true;

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
        lock.lockInterruptibly();
        try {
            long left = maxWait.toNanos();
            while (open && left > 0 && !fits(charge)) {
                left = freed.awaitNanos(left);
            }
            texts++;
            bytes += charge;
        } finally {
            lock.unlock();
        }
    }

    void release(long charge) {
        lock.lock();
        try {
            texts--;
            bytes -= charge;
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits any more. */
    void close() {
        lock.lock();
        try {
            open = false;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    int texts() {
        lock.lock();
        try {
            return texts;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** A text larger than the whole window fits once nothing else is in flight. */
    private boolean fits(long charge) {
        return texts == 0 || (texts < maxTexts && bytes + charge <= maxBytes);
    }
}
