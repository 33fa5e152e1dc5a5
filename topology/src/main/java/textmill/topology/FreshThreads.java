package textmill.topology;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the stream threads of a running application. The old ones may commit nothing from then on: what they had not
 * committed is read again by the new ones, which begin with what the group has committed. Thread-safe.
 */
final class FreshThreads {
    private static final Logger LOG = LoggerFactory.getLogger(FreshThreads.class);
    private static final Duration LONGEST_END = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final Pool pool;
    private final int wanted;
    private final Executor executor;
    private final AtomicBoolean replacing = new AtomicBoolean();
    /** Threads that are to be replaced. Touched by whoever asks while nobody replaces, and by the one that replaces. */
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    /** Those of them that may commit nothing more, and do not know it yet. */
    private final Set<String> old = ConcurrentHashMap.newKeySet();
    /** Those that know it, until they have ended: what they clean up can take longer than somebody waits for it. */
    private final Set<Thread> leaving = ConcurrentHashMap.newKeySet();

    /** Held while threads are made to fail: not one that cleans up already. */
    private final Object ending = new Object();

    private String reason = "";

    /** The stream threads of an application, by name. */
    interface Pool {
        /** Whether threads can be added. */
        boolean isRunning();

        /** Threads that have not ended. */
        Set<String> alive();

        /** Starts one more; false if that cannot be. */
        boolean add();

        /** Has a thread commit nothing more, and ends what it waits for; it fails then. */
        void abandon(String thread);
    }

    /**
     * Of the threads of an application.
     *
     * @param wanted so many threads are configured; some may have died when they are to be replaced
     * @param executor what takes long is done there
     */
    FreshThreads(Pool pool, int wanted, Executor executor) {
        this.pool = pool;
        this.wanted = wanted;
        this.executor = executor;
    }

    /** A thread for each task. */
    static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "textmill-fresh-threads");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Replaces the threads that run when this is asked for a reason for the first time. What fails of it is tried again with the
     * next call.
     *
     * @return true once they have all ended; false: ask again
     */
    synchronized boolean replace(String why) {
        if (!pool.isRunning() || replacing.get()) {
            return false;
        }
        Set<String> alive = pool.alive();
        if (!why.equals(reason)) {
            reason = why;
            asked.clear();
            asked.addAll(alive);
            LOG.warn("The stream threads are replaced, and read on where the group has committed: {}", why);
        }
        asked.retainAll(alive);
        old.retainAll(asked);
        if (asked.isEmpty() && alive.size() >= wanted) {
            reason = "";
            return true;
        }
        replacing.set(true);
        executor.execute(this::replaceAll);
        return false;
    }

    private void replaceAll() {
        try {
            // First a new one: without any thread the application would end.
            if (addUntil(1)) {
                endOld();
                boolean unused = addUntil(wanted);
            }
        } catch (RuntimeException e) {
            LOG.warn("Not all stream threads could be replaced: {}", ThreadDeaths.rootCause(e));
        } finally {
            replacing.set(false);
        }
    }

    /** False if a thread could not be added. */
    private boolean addUntil(int threads) {
        for (int missing = threads - fresh(); missing > 0; missing--) {
            if (!pool.add()) {
                return false;
            }
        }
        return true;
    }

    private int fresh() {
        Set<String> fresh = new HashSet<>(pool.alive());
        fresh.removeAll(asked);
        return fresh.size();
    }

    /**
     * A thread may stand in a commit of offsets of a topic whose id no broker knows any more, which succeeds by the topic's name
     * once there is another one. So none is asked to end in its own way, which is with a commit; each is made to fail, again
     * until it does: between two calls to Kafka there is nothing to end.
     */
    private void endOld() {
        long deadline = System.nanoTime() + LONGEST_END.toNanos();
        while (!asked.isEmpty() && System.nanoTime() < deadline && pool.isRunning()) {
            synchronized (ending) {
                leaving.removeIf(thread -> !thread.isAlive());
                old.addAll(asked);
                leaving.forEach(thread -> old.remove(thread.getName()));
                old.forEach(pool::abandon);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            // At once: Kafka Streams gives the names of those that have ended to new ones.
            asked.retainAll(pool.alive());
            old.retainAll(asked);
        }
        if (!asked.isEmpty()) {
            LOG.warn("Stream threads that are replaced have not ended yet: {}", asked);
        }
    }

    /**
     * Lets a thread end that dies because it is replaced. Kafka Streams need not start another one, as for other deaths.
     *
     * @throws IllegalStateException if the calling thread is an old one
     */
    void passOver(Throwable failure) {
        Thread dying = Thread.currentThread();
        synchronized (ending) {
            if (!old.remove(dying.getName())) {
                return;
            }
            leaving.add(dying);
            // Whoever interrupted it meant what it stood in, and not the clean-up that comes now.
            boolean unused = Thread.interrupted();
        }
        dying.setUncaughtExceptionHandler((thread, known) -> {});
        LOG.info("{} ended because it was replaced: {}", dying.getName(), ThreadDeaths.rootCause(failure));
        throw new IllegalStateException("replaced already", failure);
    }
}
