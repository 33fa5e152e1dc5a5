package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.onnx.DeviceChoice;

/** A text that has the device to itself may take all of it; one beside others may not. */
class LoneTextTest {
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final EngineConfig CONFIG =
            EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")).withThreads(2, 1, 1);

    private static final int PROBE_RUNS = 1;

    private final FakeModel model = new FakeModel();

    @Test
    void shouldGiveATextThatComesAloneTheWholeDevice() throws Exception {
        // Given
        try (BatchingEngine engine = open()) {
            // When
            submit(engine, "the house").get();
            submit(engine, "the river").get();

            // Then
            assertThat(model.runs).hasSize(PROBE_RUNS + 2);
            assertThat(model.alone).hasSize(2);
        }
    }

    @Test
    void shouldNotGiveItToATextBesideAnother() throws Exception {
        // Given
        try (BatchingEngine engine = open()) {
            model.permits.drainPermits();
            CompletableFuture<Outcome> first = submit(engine, "the house");
            awaitRuns(1);

            // When
            CompletableFuture<Outcome> second = submit(engine, "the river");
            awaitRuns(2);
            model.permits.release(2);
            first.get();
            second.get();

            // Then
            assertThat(model.alone).hasSize(1);
        }
    }

    @Test
    void shouldNotGiveItToABatchWhileMoreTextsWait() throws Exception {
        // Given both callers busy and three texts waiting, one for each batch
        try (BatchingEngine engine =
                BatchingEngine.open(CONFIG.withBatch(0, 1), List.of(task()), (spec, device, threads) -> model)) {
            model.permits.drainPermits();
            List<CompletableFuture<Outcome>> texts = new ArrayList<>();
            texts.add(submit(engine, "the house"));
            awaitRuns(1);
            texts.add(submit(engine, "the river"));
            awaitRuns(2);
            for (String text : List.of("one", "of the house", "a river")) {
                texts.add(submit(engine, text));
            }
            await().until(() -> engine.waiting() == 3);

            // When
            model.permits.release(5);
            for (CompletableFuture<Outcome> text : texts) {
                text.get();
            }

            // Then: the first, and at most the last of those that waited
            assertThat(model.alone).hasSizeBetween(1, 2);
        }
    }

    private BatchingEngine open() {
        return BatchingEngine.open(CONFIG, List.of(task()), (spec, device, threads) -> model);
    }

    private static TaskSpec task() {
        ModelSpec spec = TestModels.tiny("tiny-bert");
        return TaskSpec.of(spec);
    }

    private static CompletableFuture<Outcome> submit(BatchingEngine engine, String text) throws InterruptedException {
        return engine.submit(text, engine.tasks(), WAIT).toCompletableFuture();
    }

    private void awaitRuns(int sinceTheProbe) {
        await().until(() -> model.runs.size() == PROBE_RUNS + sinceTheProbe);
    }
}
