package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.runtime.TestModels;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.embedding.Embedding;

/** What the engine makes of faults, on a model that fails on command. */
class EngineFaultTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final EngineConfig CONFIG = EngineConfig.defaults()
            .withDevice(DeviceChoice.parse("cpu"))
            .withThreads(1, 1, 1)
            .withBatch(4_096, 64);

    private final FakeModel model = new FakeModel();
    private final List<BatchingEngine> opened = new ArrayList<>();

    @AfterEach
    void close() {
        model.permits.release(1_000_000);
        opened.forEach(BatchingEngine::close);
    }

    private BatchingEngine open(EngineConfig config) {
        BatchingEngine engine = EngineLoader.open(
                config, List.of(TaskSpec.of(TestModels.tiny("tiny-bert"))), (spec, device, threads) -> model);
        opened.add(engine);
        model.runs.clear();
        return engine;
    }

    /** One run is held on the device so that the others gather to one batch behind it. */
    private List<CompletableFuture<Outcome>> inOneBatch(BatchingEngine engine, List<String> texts) throws Exception {
        model.permits.drainPermits();
        int before = model.runs.size();
        CompletionStage<Outcome> first = engine.submit("first", engine.tasks(), LONG);
        await().until(() -> model.runs.size() > before);
        List<CompletableFuture<Outcome>> stages = new ArrayList<>();
        for (String text : texts) {
            stages.add(engine.submit(text, engine.tasks(), LONG).toCompletableFuture());
        }
        await().until(() -> engine.waiting() == Set.copyOf(texts).size());
        model.permits.release(1_000_000);
        first.toCompletableFuture().get();
        return stages;
    }

    private static List<String> numbered(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add("the " + (char) ('a' + i % 26) + " " + (char) ('a' + i / 26));
        }
        return texts;
    }

    @Test
    void shouldFailOnlyTheTextThatFailsAloneAmong64() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG);
        List<String> texts = numbered(63);
        texts.add(20, "zzz");
        List<Integer> bad = new ArrayList<>();
        engine.submit("zzz", engine.tasks(), LONG).toCompletableFuture().get();
        bad.addAll(model.runs.get(0).get(0));
        model.runs.clear();
        model.failing(RunFailedException.Kind.INPUT, rows -> rows.contains(bad));

        // When
        List<CompletableFuture<Outcome>> stages = inOneBatch(engine, texts);

        // Then
        for (int i = 0; i < texts.size(); i++) {
            Outcome outcome = stages.get(i).get();
            if (i == 20) {
                assertThat(outcome)
                        .isEqualTo(new Outcome.Failure(Outcome.Reason.INFERENCE_FAILED, "embedding", "told to fail"));
            } else {
                assertThat(outcome).isInstanceOf(Outcome.Success.class);
            }
        }
        assertThat(model.runs.get(1)).hasSize(64);
        assertThat(model.runs).hasSizeLessThan(2 + 2 * 7);
        assertThat(engine.statistics().failures()).isEqualTo(1);
    }

    @Test
    void shouldFailOnlyTheTextWhoseOutputIsNotANumber() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG);
        engine.submit("zzz", engine.tasks(), LONG).toCompletableFuture().get();
        model.poison(model.runs.get(0).get(0).get(1));
        List<String> texts = List.of("the house", "zzz", "a river");

        // When
        List<CompletableFuture<Outcome>> stages = inOneBatch(engine, texts);

        // Then
        assertThat(stages.get(0).get()).isInstanceOf(Outcome.Success.class);
        assertThat(((Outcome.Failure) stages.get(1).get()).reason()).isEqualTo(Outcome.Reason.OUTPUT_NOT_FINITE);
        assertThat(stages.get(2).get()).isInstanceOf(Outcome.Success.class);
    }

    @Test
    void shouldHalveABatchThatFindsNoMemoryAndKeepBatchesSmall() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG);
        model.failing(RunFailedException.Kind.OUT_OF_MEMORY, rows -> rows.size() > 8);
        List<String> texts = numbered(32);

        // When
        for (CompletableFuture<Outcome> stage : inOneBatch(engine, texts)) {
            // Then
            assertThat(stage.get()).isInstanceOf(Outcome.Success.class);
        }
        model.runs.clear();
        for (CompletableFuture<Outcome> stage : inOneBatch(engine, texts)) {
            assertThat(stage.get()).isInstanceOf(Outcome.Success.class);
        }
        assertThat(model.runs).allSatisfy(rows -> assertThat(rows).hasSizeLessThanOrEqualTo(8));
    }

    @Test
    void shouldRefuseATextForWhichEvenAloneThereIsNoMemory() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG);
        model.failing(RunFailedException.Kind.OUT_OF_MEMORY, rows -> true);

        // When
        Outcome outcome = engine.submit("text", engine.tasks(), LONG)
                .toCompletableFuture()
                .get();

        // Then
        assertThat(((Outcome.Failure) outcome).reason()).isEqualTo(Outcome.Reason.INFERENCE_FAILED);
    }

    @Test
    void shouldCompleteEverythingExceptionallyWhenTheDeviceIsLost() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG);
        model.failing(RunFailedException.Kind.DEVICE_LOST, rows -> true);

        // When
        List<CompletableFuture<Outcome>> stages = new ArrayList<>();
        for (String text : numbered(50)) {
            stages.add(engine.submit(text, engine.tasks(), LONG).toCompletableFuture());
        }

        // Then
        for (CompletableFuture<Outcome> stage : stages) {
            assertThatThrownBy(() -> stage.get(1, TimeUnit.MINUTES))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(DeviceLostException.class);
        }
        assertThatThrownBy(() -> engine.submit("later", engine.tasks(), LONG)
                        .toCompletableFuture()
                        .get(1, TimeUnit.MINUTES))
                .hasCauseInstanceOf(DeviceLostException.class);
        assertThat(engine.statistics().inFlightTexts()).isZero();
    }

    @Test
    void shouldRefuseNoTextOnADeviceThatDiedWithWordsNobodyKnows() throws Exception {
        // Given errors that look like those of a bad text, and a device that computes nothing any more
        BatchingEngine engine = open(CONFIG);
        for (RunFailedException.Kind kind :
                List.of(RunFailedException.Kind.INPUT, RunFailedException.Kind.OUT_OF_MEMORY)) {
            model.failing(kind, rows -> true);
            model.breakDown();

            // When
            List<CompletableFuture<Outcome>> stages = new ArrayList<>();
            for (String text : numbered(20)) {
                stages.add(engine.submit(text, engine.tasks(), LONG).toCompletableFuture());
            }

            // Then
            for (CompletableFuture<Outcome> stage : stages) {
                assertThatThrownBy(() -> stage.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(DeviceLostException.class);
            }
        }
        assertThat(engine.statistics().failures()).isZero();
    }

    @Test
    void shouldCompleteWhatIsInFlightWhenClosed() throws Exception {
        // Given a run that does not end, and texts behind it
        BatchingEngine engine = open(CONFIG);
        model.permits.drainPermits();
        List<CompletableFuture<Outcome>> stages = new ArrayList<>();
        for (String text : numbered(100)) {
            stages.add(engine.submit(text, engine.tasks(), LONG).toCompletableFuture());
        }
        await().until(() -> !model.runs.isEmpty());

        // When
        Thread closing = new Thread(engine::close);
        closing.start();

        // Then every text is told, before the run ends, and native memory is freed after it
        for (CompletableFuture<Outcome> stage : stages) {
            assertThatThrownBy(() -> stage.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(EngineClosedException.class);
        }
        assertThat(model.closed).hasValue(0);
        model.permits.release(1_000_000);
        closing.join();
        assertThat(model.closed).hasValue(1);
        assertThatThrownBy(() -> engine.submit("later", engine.tasks(), LONG)
                        .toCompletableFuture()
                        .get(1, TimeUnit.MINUTES))
                .hasCauseInstanceOf(EngineClosedException.class);
        engine.close();
        assertThat(model.closed).hasValue(1);
    }

    @Test
    void shouldReleasePermitsBeforeAnyoneLooksAtTheResult() throws Exception {
        // Given
        BatchingEngine engine = open(CONFIG.withWindow(2, 1_000_000));
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
        await().until(() -> engine.statistics().inFlightTexts() == 0);
        assertThat(engine.statistics().inFlightBytes()).isZero();
    }

    @Test
    void shouldHoldASubmitterBackUntilThereIsRoom() throws Exception {
        // Given a full window
        BatchingEngine engine = open(CONFIG.withWindow(10, 8));
        model.permits.drainPermits();
        engine.submit("four", engine.tasks(), Duration.ZERO);

        // When
        CompletableFuture<Outcome> behind = new CompletableFuture<>();
        Thread submitter = new Thread(() -> submitTo(engine, behind));
        submitter.start();
        await().until(() -> submitter.getState() == Thread.State.TIMED_WAITING);
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
        BatchingEngine engine = open(CONFIG);

        // When
        List<CompletableFuture<Outcome>> stages = inOneBatch(engine, List.of("same", "same", "other", "same"));

        // Then each has a result of its own
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
            BatchingEngine engine = open(CONFIG.withCache(entries));

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
        BatchingEngine engine = open(CONFIG.with(new EngineConfig.Cache(texts, bytes)));

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
        BatchingEngine engine = open(CONFIG.withBatch(4_096, 4).withLinger(Duration.ofMinutes(5)));

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
        BatchingEngine engine = open(CONFIG);
        Task other = new Task("other", engine.tasks().get(0).type(), "m", "f");

        // When, Then
        assertThatThrownBy(() -> engine.submit("text", List.of(other), LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other")
                .hasMessageContaining("embedding");
        assertThat(engine.statistics().inFlightTexts()).isZero();
    }

    private static float[] vector(Outcome outcome) {
        return ((Embedding) ((Outcome.Success) outcome).results().get(0)).vector();
    }
}
