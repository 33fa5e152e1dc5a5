package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static textmill.runtime.engine.FakeEngines.CONFIG;
import static textmill.runtime.engine.FakeEngines.LONG;
import static textmill.runtime.engine.FakeEngines.numbered;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import textmill.runtime.runner.RunFailedException;

/** What the engine makes of faults, on a model that fails on command. */
class EngineFaultTest {
    private final FakeEngines engines = new FakeEngines();
    private final FakeModel model = engines.model;

    @AfterEach
    void close() {
        engines.close();
    }

    @Test
    void shouldFailOnlyTheTextThatFailsAloneAmong64() throws Exception {
        // Given
        BatchingEngine engine = engines.open(CONFIG);
        List<String> texts = numbered(63);
        texts.add(20, "zzz");
        List<Integer> bad = new ArrayList<>();
        engine.submit("zzz", engine.tasks(), LONG).toCompletableFuture().get();
        bad.addAll(model.runs.get(0).get(0));
        model.runs.clear();
        model.failing(RunFailedException.Kind.INPUT, rows -> rows.contains(bad));

        // When
        List<CompletableFuture<Outcome>> stages = engines.inOneBatch(engine, texts);

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
        BatchingEngine engine = engines.open(CONFIG);
        engine.submit("zzz", engine.tasks(), LONG).toCompletableFuture().get();
        model.poison(model.runs.get(0).get(0).get(1));
        List<String> texts = List.of("the house", "zzz", "a river");

        // When
        List<CompletableFuture<Outcome>> stages = engines.inOneBatch(engine, texts);

        // Then
        assertThat(stages.get(0).get()).isInstanceOf(Outcome.Success.class);
        assertThat(((Outcome.Failure) stages.get(1).get()).reason()).isEqualTo(Outcome.Reason.OUTPUT_NOT_FINITE);
        assertThat(stages.get(2).get()).isInstanceOf(Outcome.Success.class);
    }

    @Test
    void shouldHalveABatchThatFindsNoMemoryAndKeepBatchesSmall() throws Exception {
        // Given
        BatchingEngine engine = engines.open(CONFIG);
        model.failing(RunFailedException.Kind.OUT_OF_MEMORY, rows -> rows.size() > 8);
        List<String> texts = numbered(32);

        // When
        for (CompletableFuture<Outcome> stage : engines.inOneBatch(engine, texts)) {
            // Then
            assertThat(stage.get()).isInstanceOf(Outcome.Success.class);
        }
        model.runs.clear();
        for (CompletableFuture<Outcome> stage : engines.inOneBatch(engine, texts)) {
            assertThat(stage.get()).isInstanceOf(Outcome.Success.class);
        }
        assertThat(model.runs).allSatisfy(rows -> assertThat(rows).hasSizeLessThanOrEqualTo(8));
    }

    @Test
    void shouldRefuseATextForWhichEvenAloneThereIsNoMemory() throws Exception {
        // Given
        BatchingEngine engine = engines.open(CONFIG);
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
        BatchingEngine engine = engines.open(CONFIG);
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
        BatchingEngine engine = engines.open(CONFIG);
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
        BatchingEngine engine = engines.open(CONFIG);
        model.permits.drainPermits();
        List<CompletableFuture<Outcome>> stages = new ArrayList<>();
        for (String text : numbered(100)) {
            stages.add(engine.submit(text, engine.tasks(), LONG).toCompletableFuture());
        }
        await().atMost(LONG).until(() -> !model.runs.isEmpty());

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
}
