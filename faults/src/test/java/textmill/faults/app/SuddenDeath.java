package textmill.faults.app;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends this process in the middle of something: no shutdown hook runs, nothing is closed, as with SIGKILL. A signal from
 * outside takes milliseconds to arrive, which is longer than most flushes last.
 */
final class SuddenDeath {
    /** What a shell reports for SIGKILL. */
    private static final int KILLED = 137;

    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private SuddenDeath() {}

    /** Watches the stream threads until the moment comes; never returns. */
    static void at(KillMoment moment) {
        List<Thread> threads = List.of();
        while (true) {
            if (threads.isEmpty()) {
                threads = streamThreads();
            }
            for (Thread thread : threads) {
                if (moment.isIn(thread.getStackTrace())) {
                    Runtime.getRuntime().halt(KILLED);
                }
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static List<Thread> streamThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("StreamThread"))
                .toList();
    }
}
