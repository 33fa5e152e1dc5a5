package textmill.cli.infer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Memory of the lines that are read and not yet written: their texts, and results as large as the largest so far, since results
 * wait for an earlier one or for whoever reads the output. Thread-safe.
 */
final class Backlog {
    /** Of a quarter of the heap: the rest is for what reads, computes and writes. */
    private static final int PARTS_OF_HEAP = 4;

    /** Lines under way before the first result is known, whatever its size. */
    private static final int AT_FIRST = 64;

    /** As text a result takes three times its memory. */
    private static final int TEXT_OF_RESULT = 3;

    /** Of the memory, what lines may take that are text already. */
    private static final int PARTS_FOR_TEXT = 4;

    private static final int BYTES_PER_CHAR = 2;

    private final long limit;
    private long texts;
    private int lines;
    private int longestLine;

    /** @param limit in bytes; one line is let in whatever its size */
    Backlog(long limit) {
        this.limit = limit;
    }

    /** As large as this JVM's heap allows. */
    static Backlog ofHeap() {
        return new Backlog(Runtime.getRuntime().maxMemory() / PARTS_OF_HEAP);
    }

    /** Waits for room, at most that long; false if there is none, and then nothing is taken. */
    synchronized boolean take(String text, Duration maxWait) throws InterruptedException {
        long until = System.nanoTime() + maxWait.toNanos();
        while (!fits(text)) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        texts += bytes(text);
        lines++;
        return true;
    }

    /** When its line is written. */
    synchronized void release(String text) {
        texts -= bytes(text);
        lines--;
        notifyAll();
    }

    /** A result has become a line of so many bytes. */
    synchronized void made(int bytes) {
        if (bytes > longestLine) {
            longestLine = bytes;
            notifyAll(); // the first one may be shorter than was feared
        }
    }

    /** How many lines may be text and not yet written, up to a number. */
    synchronized int linesAhead(int most) {
        long fit = longestLine == 0 ? most : limit / PARTS_FOR_TEXT / longestLine;
        return (int) Math.max(1, Math.min(most, fit));
    }

    private boolean fits(String text) {
        long result = longestLine == 0 ? limit / AT_FIRST : longestLine / TEXT_OF_RESULT;
        return lines == 0 || texts + bytes(text) + (lines + 1) * result <= limit;
    }

    private static long bytes(String text) {
        return (long) BYTES_PER_CHAR * text.length();
    }
}
