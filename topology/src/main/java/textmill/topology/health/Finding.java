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
    /** Before the name of a topic that does not exist, in a key. */
    static final String NO_TOPIC = "topic ";
    /** Before the name of a topic for which a right is missing. */
    static final String NO_RIGHT = "right ";

    /** Whether a topic or a right is missing. */
    boolean isMissing() {
        return key.startsWith(NO_TOPIC) || key.startsWith(NO_RIGHT);
    }

    Duration age(long nowNanos) {
        return Duration.ofNanos(Math.max(0, nowNanos - sinceNanos));
    }

    String reason(long nowNanos) {
        return what + " (for " + age(nowNanos).toSeconds() + " s)";
    }
}
