package textmill.topology.metrics;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a counter rose lately, as far as it was looked at, by however many readers. Thread-safe. */
final class TokenRate {
    private static final long PERIOD_NANOS = Duration.ofMinutes(1).toNanos();

    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(long nanos, long count) {}

    /** Its rise a second over the last minute, or since the look before if that is longer ago; 0 at the first look. */
    synchronized double at(long nowNanos, long count) {
        while (looks.size() > 1 && nowNanos - looks.getFirst().nanos > PERIOD_NANOS) {
            looks.removeFirst();
        }
        looks.addLast(new Look(nowNanos, count));
        Look first = looks.getFirst();
        long nanos = nowNanos - first.nanos;
        return nanos <= 0 ? 0 : (count - first.count) * 1e9 / nanos;
    }
}
