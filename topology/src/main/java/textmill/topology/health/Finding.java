package textmill.topology.health;

import java.time.Duration;

/**
 * Something that keeps texts from flowing.
 *
 * @param key the same at every look while it lasts
 * @param what for the operator: which topic, right or thread, and what to do
 * @param sinceNanos since when
 * @param lasting whether the process counts as stuck if it lasts; not so where it waits for others and goes on by itself
 */
record Finding(String key, String what, long sinceNanos, boolean lasting) {
    Duration age(long nowNanos) {
        return Duration.ofNanos(Math.max(0, nowNanos - sinceNanos));
    }

    String reason(long nowNanos) {
        return what + " (for " + age(nowNanos).toSeconds() + " s)";
    }
}
