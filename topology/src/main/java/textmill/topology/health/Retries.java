package textmill.topology.health;

import java.time.Duration;

/**
 * Has an application that is to wait until somebody has mended what it is stuck for begin anew now and then. Its clients would
 * not notice that it is mended: under a quota they were told to be silent for minutes or hours, and a flush behind them has
 * no end. New threads have new ones. Rarer each time, because to begin can itself take long. Used by one thread.
 */
final class Retries {
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 6;

    private final Duration first;
    private long sinceNanos;
    private int made;
    private int attempt;
    private boolean asking;

    /** @param live for so long nothing may move before it counts as stuck */
    Retries(Duration live) {
        this.first = live.compareTo(SHORTEST) > 0 ? live : SHORTEST;
    }

    /** @param stuck whether records wait, and have for too long */
    void look(boolean stuck, Watched app, long nowNanos) {
        if (!stuck) {
            asking = false;
            made = 0;
            sinceNanos = nowNanos;
            return;
        }
        boolean due = nowNanos - sinceNanos
                >= first.multipliedBy(1L << Math.min(MOST_DOUBLINGS, made)).toNanos();
        if (due && !asking) {
            asking = true;
            attempt++;
        }
        // Whoever replaces threads does it once for a reason: each attempt is one of its own.
        if (asking && app.startOver("records wait and nothing has moved for a long time (attempt " + attempt + ")")) {
            asking = false;
            made++;
            sinceNanos = nowNanos;
        }
    }
}
