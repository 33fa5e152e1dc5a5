package textmill.topology;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.engine.EngineClosedException;

/**
 * Replaces stream threads that die, up to a limit and each later than the one before: a passing fault must not stop the
 * work, a lasting one must neither hide behind restarts nor fill the log with them. What a dead thread had not committed is
 * read again.
 */
final class ThreadDeaths implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadDeaths.class);
    private static final Duration PERIOD = Duration.ofMinutes(10);
    /** The last pause is that many times the first one at most. */
    private static final long GROWTH = 30;

    private final int limit;
    private final Clock clock;
    private final Predicate<Throwable> excused;
    private final Duration firstPause;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> last = new AtomicReference<>();
    /** By name of the thread: several may pause at once. */
    private final Map<String, String> pausing = new ConcurrentHashMap<>();

    /**
     * @param limit replacements within ten minutes
     * @param clock tells the minutes
     * @param excused whether a thread died of something that no limit ends: the brokers are away
     * @param firstPause before the second replacement; the first comes at once, each later one after twice the time
     */
    ThreadDeaths(int limit, Clock clock, Predicate<Throwable> excused, Duration firstPause) {
        this.limit = limit;
        this.clock = clock;
        this.excused = excused;
        this.firstPause = firstPause;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable failure) {
        last.set(failure);
        if (stopping.getCount() == 0) {
            LOG.info("A stream thread ended while the application stops: {}", rootCause(failure));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        int count = count();
        if (hasCause(failure, EngineClosedException.class) || (count > limit && !excused.test(failure))) {
            LOG.error("A stream thread died and is not replaced, this process ends: {}", rootCause(failure), failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        Duration pause = pause(count);
        LOG.error(
                "A stream thread died and is replaced in {} ms, its unfinished records are read again: {}",
                pause.toMillis(),
                rootCause(failure),
                failure);
        return stopsWithin(pause, rootCause(failure))
                ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
                : StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private synchronized int count() {
        long now = clock.millis();
        while (!deaths.isEmpty() && deaths.peekFirst() < now - PERIOD.toMillis()) {
            deaths.removeFirst();
        }
        deaths.addLast(now);
        return deaths.size();
    }

    Duration pause(int death) {
        return death <= 1 ? Duration.ZERO : firstPause.multipliedBy(Math.min(GROWTH, 1L << Math.min(10, death - 2)));
    }

    private boolean stopsWithin(Duration pause, String cause) {
        if (pause.isZero()) {
            return false;
        }
        String thread = Thread.currentThread().getName();
        pausing.put(thread, "a stream thread died and is replaced in " + pause.toMillis() + " ms: " + cause);
        try {
            return stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } finally {
            pausing.remove(thread);
        }
    }

    /** Ends the pauses: the application stops. */
    void stop() {
        stopping.countDown();
    }

    /** The pause before a replacement that is going on, with its cause. */
    Optional<String> pausing() {
        return pausing.values().stream().findFirst();
    }

    /** What a failure comes from, in one line. */
    static String rootCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + (root.getMessage() == null ? "" : ": " + root.getMessage());
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
