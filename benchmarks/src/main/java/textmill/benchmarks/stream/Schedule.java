package textmill.benchmarks.stream;

import java.util.Random;

/**
 * When messages are due, decided before the first is sent. A sender that falls behind does not move what comes after, so
 * a pause of the system shows in every message that it delayed (no coordinated omission).
 */
public final class Schedule {
    private final long[] dueNanos;

    private Schedule(long[] dueNanos) {
        this.dueNanos = dueNanos;
    }

    /** Independent arrivals: exponential gaps, as from many senders that know nothing of each other. */
    public static Schedule poisson(int messages, double perSecond, long seed) {
        Random random = new Random(seed);
        long[] due = new long[messages];
        double at = 0;
        for (int i = 0; i < messages; i++) {
            at += -Math.log(1 - random.nextDouble()) / perSecond;
            due[i] = (long) (at * 1e9);
        }
        return new Schedule(due);
    }

    /** Equal gaps. */
    public static Schedule even(int messages, double perSecond) {
        long[] due = new long[messages];
        for (int i = 0; i < messages; i++) {
            due[i] = (long) (i / perSecond * 1e9);
        }
        return new Schedule(due);
    }

    /** Number of messages. */
    public int messages() {
        return dueNanos.length;
    }

    /** When a message is due, in nanoseconds after the start. */
    public long dueNanos(int message) {
        return dueNanos[message];
    }
}
