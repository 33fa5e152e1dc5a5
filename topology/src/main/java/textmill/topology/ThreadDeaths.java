package textmill.topology;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.engine.EngineClosedException;

/**
 * Replaces stream threads that die, up to a limit: a passing fault must not stop the work, a lasting one must not hide
 * behind restarts. What a dead thread had not committed is read again.
 */
final class ThreadDeaths implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadDeaths.class);
    private static final Duration PERIOD = Duration.ofMinutes(10);

    private final int limit;
    private final Clock clock;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private final AtomicReference<@Nullable Throwable> last = new AtomicReference<>();

    /** @param limit replacements within ten minutes */
    ThreadDeaths(int limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        last.set(failure);
        if (hasCause(failure, EngineClosedException.class) || !mayReplace()) {
            LOG.error("A stream thread died and is not replaced: this process ends", failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("A stream thread died and is replaced; its unfinished records are read again", failure);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized boolean mayReplace() {
        long now = clock.millis();
        while (!deaths.isEmpty() && deaths.peekFirst() < now - PERIOD.toMillis()) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        return deaths.size() <= limit;
    }

    /** What the last thread died of, or null. */
    @Nullable
    Throwable last() {
        return last.get();
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
