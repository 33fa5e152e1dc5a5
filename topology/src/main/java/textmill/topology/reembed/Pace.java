package textmill.topology.reembed;

import java.util.concurrent.TimeUnit;

/** Keeps work at a rate, so that somebody beside it has room. Used by one thread. */
final class Pace {
    private static final int LARGEST_POLL = 100;
    private static final int POLLS_PER_SECOND = 10;

    private final int perSecond;
    private long began;
    private long started;

    /** @param perSecond 0 for no limit */
    Pace(int perSecond) {
        this.perSecond = perSecond;
    }

    /** Records that one poll may bring, so that they are spread over the second. */
    int largestPoll() {
        return perSecond == 0 ? LARGEST_POLL : Math.max(1, Math.min(perSecond / POLLS_PER_SECOND, LARGEST_POLL));
    }

    boolean allowsMore() {
        if (started == 0) {
            began = System.nanoTime();
            return true;
        }
        return perSecond == 0 || started < (System.nanoTime() - began) * perSecond / TimeUnit.SECONDS.toNanos(1);
    }

    void started() {
        started++;
    }
}
