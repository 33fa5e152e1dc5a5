package textmill.topology.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import textmill.topology.testing.ManualEngine;
import textmill.topology.topics.TopicFacts;

class BackPressureTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void shouldSpendAWaitOncePerRoundWhateverTheNumberOfRecords() {
        WaitBudget budget = new WaitBudget(Duration.ofMillis(10));
        budget.spend(Duration.ofMillis(4).toNanos());
        assertThat(budget.left()).isEqualTo(Duration.ofMillis(6));

        budget.spend(Duration.ofMillis(400).toNanos());
        assertThat(budget.left()).isZero();

        budget.renew();
        assertThat(budget.left()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void shouldGiveEachThreadItsOwnBudget() throws Exception {
        WaitBudget budget = new WaitBudget(Duration.ofMillis(10));
        Thread other = new Thread(() -> budget.spend(Duration.ofMillis(10).toNanos()));
        other.start();
        other.join();

        assertThat(budget.left()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void shouldOfferTheEngineWhatIsLeftOfTheBudget() {
        try (Bench bench = new Bench()) {
            bench.pipe("a");

            ManualEngine.Request request = bench.engine.request("a");
            assertThat(request.maxWait()).isEqualTo(Duration.ofSeconds(2));
        }
    }

    @Test
    void shouldTakeRecordsBeyondTheWindowInTheEndAndLoseNone() {
        // Given room for two records of a partition, and a short wait
        DeliverySettings tight = new DeliverySettings(
                Duration.ofMillis(20), Duration.ofSeconds(60), 2, 1_000_000, 50, false, Bench.COMMITS);
        try (Bench bench = new Bench(tight, TopicFacts.unknown(10_000))) {
            // When far more arrive and nothing is answered
            for (int i = 0; i < 20; i++) {
                bench.pipe("text " + i);
            }

            // Then all are in flight, none is lost
            assertThat(bench.counters().inFlight()).isEqualTo(20);
            bench.engine.requests().forEach(ManualEngine.Request::complete);
            bench.round();
            assertThat(bench.keys("embeddings")).hasSize(20);
        }
    }

    @Test
    void shouldForwardWhatIsDoneWhileItWaitsForRoom() {
        DeliverySettings tight =
                new DeliverySettings(Duration.ofHours(1), Duration.ofHours(2), 1, 1_000_000, 50, false, Bench.COMMITS);
        try (Bench bench = new Bench(tight, TopicFacts.unknown(10_000))) {
            bench.pipe("a");
            bench.engine.request("a").complete();

            // The wait ends because the queue has room, not because an hour is over.
            bench.pipe("b");

            assertThat(bench.keys("embeddings")).containsExactly("a");
        }
    }

    @Test
    void shouldNotTakeARecordBeforeThereIsRoom() throws Exception {
        DeliverySettings tight =
                new DeliverySettings(Duration.ofHours(1), Duration.ofHours(2), 1, 1_000_000, 50, false, Bench.COMMITS);
        try (Bench bench = new Bench(tight, TopicFacts.unknown(10_000))) {
            // Given a full queue
            bench.pipe("a");
            ManualEngine.Request first = bench.engine.request("a");

            // When the next record arrives, and the first one ends while it waits, or has already passed
            Thread stream = Thread.currentThread();
            CompletableFuture<Integer> startedMeanwhile = CompletableFuture.supplyAsync(() -> {
                try {
                    await().atMost(LIMIT).until(() -> bench.engine.requests().size() > 1 || isWaitingForRoom(stream));
                    return bench.engine.requests().size();
                } finally {
                    first.complete();
                }
            });
            bench.pipe("b");

            // Then it had not been started
            assertThat(startedMeanwhile.get()).isEqualTo(1);
            assertThat(bench.engine.requests()).hasSize(2);
        }
    }

    private static boolean isWaitingForRoom(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(TextProcessor.class.getName())
                        && frame.getMethodName().equals("awaitRoom"));
    }
}
