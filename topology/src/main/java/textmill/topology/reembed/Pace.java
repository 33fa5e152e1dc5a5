package textmill.topology.reembed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps work within an {@link Effort}: a rate, and rests between short bursts of work, each as long as the burst took by the
 * clock. Where others take the processor a burst takes longer, and so does the rest behind it. Used by one thread.
 */
final class Pace {
    private static final int LARGEST_POLL = 100;
    private static final int POLLS_PER_SECOND = 10;

    /** Texts between two rests: a few hundredths of a second on a CPU, within which a text of others waits at most. */
    private static final int BURST = 8;

    private final Effort effort;
    private final LongSupplier nanoClock;
    private long began;
    private long started;
    private boolean working;
    private long burstBegan;
    private long restsUntil;

    Pace(Effort effort) {
        this(effort, System::nanoTime);
    }

    Pace(Effort effort, LongSupplier nanoClock) {
        this.effort = effort;
        this.nanoClock = nanoClock;
        this.restsUntil = nanoClock.getAsLong();
    }

    /** Records that one poll may bring: those of a burst, and of a rate no more than spread over the second. */
    int largestPoll() {
        int most = effort.rests() ? BURST : LARGEST_POLL;
        int perSecond = effort.mostPerSecond();
        return perSecond == 0 ? most : Math.max(1, Math.min(perSecond / POLLS_PER_SECOND, most));
    }

    /** Whether a poll may bring more now. */
    boolean allowsMore() {
        if (started == 0) {
            began = nanoClock.getAsLong();
            return true;
        }
        if (effort.rests() && (working || nanoClock.getAsLong() - restsUntil < 0)) {
            return false;
        }
        int perSecond = effort.mostPerSecond();
        return perSecond == 0 || started < (nanoClock.getAsLong() - began) * perSecond / TimeUnit.SECONDS.toNanos(1);
    }

    /** A record was handed in. */
    void started() {
        started++;
        if (!working) {
            working = true;
            burstBegan = nanoClock.getAsLong();
        }
    }

    /** What has ended was taken. */
    void settled(int inFlight) {
        if (working && inFlight == 0) {
            working = false;
            long now = nanoClock.getAsLong();
            restsUntil = now + (long) ((now - burstBegan) * (1 / effort.ofTheTime() - 1));
        }
    }

    /** How long to wait for records: not beyond the end of a rest. */
    Duration atMost(Duration wait) {
        long left = restsUntil - nanoClock.getAsLong();
        return working || left <= 0 || left >= wait.toNanos() ? wait : Duration.ofNanos(left);
    }
}
