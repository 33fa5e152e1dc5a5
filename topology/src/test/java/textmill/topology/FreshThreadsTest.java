package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The order in which stream threads are replaced, and that it is tried until it is done. */
class FreshThreadsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Threads pool = new Threads("1", "2");
    private final FreshThreads fresh = new FreshThreads(pool);

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
            alive.remove(thread);
            fewest.accumulateAndGet(alive.size(), Math::min);
        }
    }
}
