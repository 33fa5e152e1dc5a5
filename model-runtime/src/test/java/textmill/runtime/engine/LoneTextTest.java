package textmill.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import textmill.runtime.TestModels;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.task.TaskSpec;

/** A text that has the device to itself may take all of it; one beside others may not. */
class LoneTextTest {
    private static final Duration WAIT = Duration.ofMinutes(1);
    private static final EngineConfig CONFIG =
            EngineConfig.defaults().withDevice(DeviceChoice.parse("cpu")).withThreads(2, 1, 1);

    private final FakeModel model = new FakeModel().withLatencySession();
    private @Nullable BatchingEngine engine;
    private int probeRuns;

    @AfterEach
    void close() {
        model.permits.release(1_000);
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void shouldGiveATextThatComesAloneTheWholeDevice() throws Exception {
        // Given
        open(CONFIG);

        // When
        submit("the house").get();
        submit("the river").get();

        // Then
        assertThat(model.runs).hasSize(probeRuns + 2);
        assertThat(model.wide).hasSize(2);
    }

    @Test
    void shouldNotGiveItToATextBesideAnother() throws Exception {
        // Given
        open(CONFIG);
        model.permits.drainPermits();
        CompletableFuture<Outcome> first = submit("the house");
        awaitRuns(1);

        // When
        CompletableFuture<Outcome> second = submit("the river");
        awaitRuns(2);
        model.permits.release(2);
        first.get();
        second.get();

        // Then
        assertThat(model.wide).hasSize(1);
    }

    @Test
    void shouldNotGiveItToABatchWhileMoreTextsWait() throws Exception {
        // Given one caller that is busy, and three texts waiting, one for each batch
        BatchingEngine one = open(CONFIG.withThreads(1, 1, 1).withBatch(0, 1));
        model.permits.drainPermits();
        List<CompletableFuture<Outcome>> texts = new ArrayList<>();
        texts.add(submit("the house"));
        awaitRuns(1);
        for (String text : List.of("one", "of the house", "a river")) {
            texts.add(submit(text));
        }
        await().atMost(WAIT).until(() -> one.waiting() == 3);

        // When
        model.permits.release(texts.size());
        for (CompletableFuture<Outcome> text : texts) {
            text.get();
        }

        // Then: the first one, and the last
        assertThat(model.wide).hasSize(2);
    }

    @Test
    void shouldComputeATextWithTheUsualThreadsWhereAllCoresFail() throws Exception {
        // Given
        model.failingForLatency();
        open(CONFIG);

        // When
        Outcome outcome = submit("the house").get();

        // Then
        assertThat(outcome).isInstanceOf(Outcome.Success.class);
        assertThat(model.wide).hasSize(1);
    }

    private BatchingEngine open(EngineConfig config) {
        TaskSpec task = TaskSpec.of(TestModels.tiny("tiny-bert"));
        engine = EngineLoader.open(config, List.of(task), (spec, device, threads) -> model);
        probeRuns = model.runs.size();
        return engine;
    }

    private CompletableFuture<Outcome> submit(String text) throws InterruptedException {
        BatchingEngine open = Objects.requireNonNull(engine);
        return open.submit(text, open.tasks(), WAIT).toCompletableFuture();
    }

    private void awaitRuns(int sinceTheProbe) {
        await().atMost(WAIT).until(() -> model.runs.size() == probeRuns + sinceTheProbe);
    }
}
