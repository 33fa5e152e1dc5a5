package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static textmill.runtime.engine.FakeEngines.CONFIG;
import static textmill.runtime.engine.FakeEngines.LONG;
import static textmill.runtime.engine.FakeEngines.numbered;
import static textmill.runtime.engine.FakeEngines.vector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.task.Task;

/** What flows through the engine: room, texts that are there twice, the cache, the wait for a fuller batch. */
class EngineFlowTest {
    private final FakeEngines engines = new FakeEngines();
    private final FakeModel model = engines.model;

    @AfterEach
    void close() {
        engines.close();
    }

    @Test
    void shouldReleasePermitsBeforeAnyoneLooksAtTheResult() throws Exception {
        // Given
        BatchingEngine engine = engines.open(CONFIG.withWindow(2, 1_000_000));
        model.permits.drainPermits();
        CompletionStage<Outcome> first = engine.submit("one", engine.tasks(), Duration.ZERO);
        engine.submit("two", engine.tasks(), Duration.ZERO);

        // When a third does not wait for room
        CompletionStage<Outcome> third = engine.submit("three", engine.tasks(), Duration.ZERO);

        // Then it is taken in any case
        assertThat(engine.statistics().inFlightTexts()).isEqualTo(3);
        model.permits.release(1_000_000);
        assertThat(third.toCompletableFuture().get()).isInstanceOf(Outcome.Success.class);
        assertThat(first.toCompletableFuture().get()).isInstanceOf(Outcome.Success.class);
        await().atMost(LONG).until(() -> engine.statistics().inFlightTexts() == 0);
        assertThat(engine.statistics().inFlightBytes()).isZero();
    }

    @Test
    void shouldHoldASubmitterBackUntilThereIsRoom() throws Exception {
        // Given a full window
        BatchingEngine engine = engines.open(CONFIG.withWindow(10, 8));
        model.permits.drainPermits();
        engine.submit("four", engine.tasks(), Duration.ZERO);

        // When
        CompletableFuture<Outcome> behind = new CompletableFuture<>();
        Thread submitter = new Thread(() -> submitTo(engine, behind));
        submitter.start();
        await().atMost(LONG).until(() -> submitter.getState() == Thread.State.TIMED_WAITING);
        assertThat(engine.statistics().inFlightTexts()).isEqualTo(1);
        model.permits.release(1_000_000);

        // Then
        assertThat(behind.get(1, TimeUnit.MINUTES)).isInstanceOf(Outcome.Success.class);
        submitter.join();
    }

    private static void submitTo(BatchingEngine engine, CompletableFuture<Outcome> result) {
        try {
            result.complete(engine.submit("more", engine.tasks(), LONG)
                    .toCompletableFuture()
                    .get());
        } catch (InterruptedException | ExecutionException e) {
            result.completeExceptionally(e);
        }
    }

    @Test
    void shouldComputeATextOnceThatIsInFlightTwice() throws Exception {
        // Given
        BatchingEngine engine = engines.open(CONFIG);

        // When
        List<CompletableFuture<Outcome>> stages = engines.inOneBatch(engine, List.of("same", "same", "other", "same"));

        // Then each has a result of its own
        CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new)).get();
        float[] first = vector(stages.get(0).get());
        float[] last = vector(stages.get(3).get());
        assertThat(first).isEqualTo(last).isNotSameAs(last);
        assertThat(first).isNotEqualTo(vector(stages.get(2).get()));
        assertThat(model.runs.stream().mapToInt(List::size).sum()).isEqualTo(3);
        assertThat(engine.statistics().deduplicated()).isEqualTo(2);
        assertThat(engine.statistics().texts()).isEqualTo(5);
    }

    @Test
    void shouldAnswerFromTheCacheOnlyWhenItIsOn() throws Exception {
        for (int entries : new int[] {0, 2}) {
            // Given
            BatchingEngine engine = engines.open(CONFIG.withCache(entries));

            // When
            float[] first = vector(engine.submit("same", engine.tasks(), LONG)
                    .toCompletableFuture()
                    .get());
            first[0] = 77;
            float[] second = vector(engine.submit("same", engine.tasks(), LONG)
                    .toCompletableFuture()
                    .get());

            // Then
            assertThat(second[0]).isNotEqualTo(77);
            assertThat(model.runs).hasSize(entries == 0 ? 2 : 1);
            assertThat(engine.statistics().cacheHitRate()).isEqualTo(entries == 0 ? 0 : 0.5);
        }
    }

    @ParameterizedTest
    @CsvSource({"50, 1000000, 50", "2, 1000000, 2", "50, 1024, 3"})
    void shouldRememberNoMoreResultsThanFit(int texts, long bytes, int fit) throws Exception {
        // Given an entry weighs 256 bytes, its text and its result
        BatchingEngine engine = engines.open(CONFIG.with(new EngineConfig.Cache(texts, bytes)));

        // When the same 50 texts come twice
        for (int i = 0; i < 100; i++) {
            engine.submit("text " + i % 50, engine.tasks(), LONG)
                    .toCompletableFuture()
                    .get();
        }

        // Then
        if (fit == 50) {
            assertThat(engine.statistics().cacheHits()).isEqualTo(fit);
        } else {
            assertThat(engine.statistics().cacheHits()).isLessThanOrEqualTo(fit);
        }
    }

    @Test
    void shouldWaitForAFullerBatchOnlyWhenALingerIsSet() throws Exception {
        // Given
        BatchingEngine engine = engines.open(CONFIG.withBatch(4_096, 4).withLinger(Duration.ofMinutes(5)));

        // When
        List<CompletableFuture<Outcome>> stages = new ArrayList<>();
        for (String text : numbered(4)) {
            stages.add(engine.submit(text, engine.tasks(), LONG).toCompletableFuture());
        }
        for (CompletableFuture<Outcome> stage : stages) {
            stage.get(1, TimeUnit.MINUTES);
        }

        // Then the device was idle and yet waited for the batch to be full
        assertThat(model.runs).hasSize(1);
        assertThat(model.runs.get(0)).hasSize(4);
    }

    @Test
    void shouldRefuseATaskThatIsNotItsOwn() {
        // Given
        BatchingEngine engine = engines.open(CONFIG);
        Task other = new Task("other", engine.tasks().get(0).type(), "m", "f");

        // When, Then
        assertThatThrownBy(() -> engine.submit("text", List.of(other), LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other")
                .hasMessageContaining("embedding");
        assertThat(engine.statistics().inFlightTexts()).isZero();
    }
}
