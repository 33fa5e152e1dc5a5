package textmill.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets a client of Kafka say the same thing a few times in ten seconds and counts the rest: where a topic is gone, a consumer
 * reports every fetch that was refused, thousands a second. Thread-safe.
 */
final class RepeatedLines extends TurboFilter {
    private static final String KAFKA = "org.apache.kafka.";
    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST_IN_WINDOW = 5;

    private final LongSupplier nanoTime;
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    RepeatedLines() {
        this(System::nanoTime);
    }

    RepeatedLines(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param seen lines of one logger with one pattern since the window began */
    private record Window(long beganNanos, long seen) {
        Window next(long nowNanos) {
            return nowNanos - beganNanos < WINDOW_NANOS ? new Window(beganNanos, seen + 1) : new Window(nowNanos, 1);
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        if (format == null
                || !level.isGreaterOrEqual(Level.WARN)
                || !logger.getName().startsWith(KAFKA)
                || level.toInt() < logger.getEffectiveLevel().toInt()) {
            return FilterReply.NEUTRAL;
        }
        String key = logger.getName() + ' ' + format;
        long now = nanoTime.getAsLong();
        Window before = windows.get(key);
        Window after = windows.merge(key, new Window(now, 1), (old, unused) -> old.next(now));
        if (before != null && after.seen == 1 && before.seen > MOST_IN_WINDOW) {
            logger.getLoggerContext()
                    .getLogger(RepeatedLines.class)
                    .warn(
                            "{} more lines of {} like the next one were left out",
                            before.seen - MOST_IN_WINDOW,
                            logger.getName());
        }
        return after.seen > MOST_IN_WINDOW ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
