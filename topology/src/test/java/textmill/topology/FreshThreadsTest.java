package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order in which stream threads are replaced, and that it is tried until it is done. */
class FreshThreadsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Threads pool = new Threads("1", "2");
    private final AtomicReference<@Nullable Thread> attempt = new AtomicReference<>();
    private final FreshThreads fresh = new FreshThreads(pool, 2, this::attempt);

    @Test
    void shouldReplaceEveryThreadThatRanAndNoOther() {
        // When
        assertThat(fresh.replace("gone")).isFalse();
        await().atMost(LIMIT).until(() -> fresh.replace("gone"));

        // Then
        assertThat(pool.abandoned).containsExactlyInAnyOrder("1", "2");
        assertThat(pool.alive).hasSize(2);
        assertThat(pool.fewest).hasPositiveValue();
    }

    @Test
    void shouldTryAgainWhereNoThreadCanBeAddedAndAbandonNoneBefore() {
        // Given
        pool.refuses = true;
        assertThat(fresh.replace("gone")).isFalse();
        await().atMost(LIMIT).until(() -> pool.asked.get() >= 2 || askedAgain());
        assertThat(pool.abandoned).isEmpty();

        // When
        pool.refuses = false;

        // Then
        await().atMost(LIMIT).until(() -> fresh.replace("gone"));
        assertThat(pool.abandoned).containsExactlyInAnyOrder("1", "2");
        assertThat(pool.alive).hasSize(2);
    }

    @Test
    void shouldTryAgainWhatFailedHalfWay() {
        // Given a pool that fails at the second thread
        pool.failsAt = 2;
        assertThat(fresh.replace("gone")).isFalse();

        // Then
        await().atMost(LIMIT).until(() -> fresh.replace("gone"));
        assertThat(pool.abandoned).containsExactlyInAnyOrder("1", "2");
        assertThat(pool.alive).hasSize(2);
    }

    @Test
    void shouldReplaceTheNewThreadsTooWhereThereIsAnotherReason() {
        // Given
        await().atMost(LIMIT).until(() -> fresh.replace("gone"));
        Set<String> first = Set.copyOf(pool.alive);

        // When
        await().atMost(LIMIT).until(() -> fresh.replace("made anew"));

        // Then
        assertThat(pool.abandoned).containsAll(first);
        assertThat(pool.alive).hasSize(2);
    }

    @Test
    void shouldWaitUntilThreadsCanBeAdded() {
        pool.running = false;

        assertThat(fresh.replace("gone")).isFalse();
        assertThat(pool.asked).hasValue(0);
    }

    @Test
    void shouldStartAsManyThreadsAsAreConfigured() {
        // Given one of two, the other has died
        pool.alive.remove("2");

        // When
        await().atMost(LIMIT).until(() -> fresh.replace("gone"));

        // Then
        assertThat(pool.alive).hasSize(2);
    }

    @Test
    void shouldLeaveAThreadAloneThatCleansUp() throws Exception {
        // Given a thread that fails as soon as it is abandoned, and then takes its time
        pool.lasting = "1";
        CountDownLatch cleaned = new CountDownLatch(1);
        CompletableFuture<Boolean> passedOver = new CompletableFuture<>();
        Thread dying = new Thread(
                () -> {
                    pool.awaitAbandoned("1");
                    passedOver.complete(isPassedOver());
                    awaitEnd(cleaned);
                },
                "1");
        dying.start();
        assertThat(fresh.replace("gone")).isFalse();
        assertThat(passedOver.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        int times = pool.timesAbandoned("1");

        // When its replacement is tried again
        endAttempt();
        assertThat(fresh.replace("gone")).isFalse();
        int looks = pool.looks.get();
        await().atMost(LIMIT).until(() -> pool.looks.get() >= looks + 5);

        // Then it is not ended again, and the replacement waits for it
        assertThat(pool.timesAbandoned("1")).isEqualTo(times);
        cleaned.countDown();
        dying.join();
        pool.alive.remove("1");
        await().atMost(LIMIT).until(() -> fresh.replace("gone"));
    }

    @Test
    void shouldKnowAnOldThreadThatDiesAfterAnAttemptToReplaceIt() throws Exception {
        // Given a thread that has not noticed yet
        pool.lasting = "1";
        assertThat(fresh.replace("gone")).isFalse();
        pool.awaitAbandoned("1");
        endAttempt();

        // When
        CompletableFuture<Boolean> passedOver = new CompletableFuture<>();
        Thread dying = new Thread(() -> passedOver.complete(isPassedOver()), "1");
        dying.start();

        // Then
        assertThat(passedOver.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** What a thread does that dies. */
    private boolean isPassedOver() {
        try {
            fresh.passOver(new IllegalStateException("as asked"));
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    private void attempt(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        attempt.set(thread);
        thread.start();
    }

    /** As after the time that it waits for the ends of threads. */
    private void endAttempt() throws InterruptedException {
        pool.running = false;
        Objects.requireNonNull(attempt.get()).join(LIMIT.toMillis());
        pool.running = true;
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean askedAgain() {
        boolean unused = fresh.replace("gone");
        return false;
    }

    /** Gives the names of threads that have ended to new ones, as Kafka Streams does. */
    private static final class Threads implements FreshThreads.Pool {
        private final Set<String> alive = ConcurrentHashMap.newKeySet();
        private final Set<String> abandoned = ConcurrentHashMap.newKeySet();
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger fewest;
        private volatile boolean running = true;
        private volatile boolean refuses;
        private volatile int failsAt;
        /** A thread that does not end when it is abandoned. */
        private volatile String lasting = "";

        private final AtomicInteger looks = new AtomicInteger();
        private final Map<String, Integer> times = new ConcurrentHashMap<>();

        Threads(String... names) {
            alive.addAll(Set.of(names));
            fewest = new AtomicInteger(names.length);
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public Set<String> alive() {
            looks.incrementAndGet();
            return Set.copyOf(alive);
        }

        @Override
        public boolean add() {
            int times = asked.incrementAndGet();
            if (times == failsAt) {
                throw new IllegalStateException("as asked");
            }
            if (refuses) {
                return false;
            }
            int name = 1;
            while (alive.contains(Integer.toString(name))) {
                name++;
            }
            return alive.add(Integer.toString(name));
        }

        @Override
        public void abandon(String thread) {
            abandoned.add(thread);
            times.merge(thread, 1, Integer::sum);
            if (!thread.equals(lasting)) {
                alive.remove(thread);
            }
            fewest.accumulateAndGet(alive.size(), Math::min);
        }

        int timesAbandoned(String thread) {
            return times.getOrDefault(thread, 0);
        }

        void awaitAbandoned(String thread) {
            await().atMost(LIMIT).until(() -> abandoned.contains(thread));
        }
    }
}
