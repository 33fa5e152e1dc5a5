package textmill.cli.topics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets things begin at a rate. Used by one thread. */
final class Rate {
    private final double perSecond;
    private final long began = System.nanoTime();
    private long started;

    /** @param perSecond 0 for no limit */
    Rate(double perSecond) {
        this.perSecond = perSecond;
    }

    /** Waits until the next one may begin. */
    void awaitNext() throws InterruptedException {
        if (perSecond > 0) {
            long due = began + (long) (started / perSecond * TimeUnit.SECONDS.toNanos(1));
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
        started++;
    }
}
