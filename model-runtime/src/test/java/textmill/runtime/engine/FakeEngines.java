package textmill.runtime.engine;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import textmill.runtime.TestModels;
import textmill.runtime.device.DeviceChoice;
import textmill.runtime.engine.start.EngineLoader;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.embedding.Embedding;

/** Engines over a model that fails on command. */
final class FakeEngines implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(1);
    static final EngineConfig CONFIG = EngineConfig.defaults()
            .withDevice(DeviceChoice.parse("cpu"))
            .withThreads(1, 1, 1)
            .withBatch(4_096, 64);

    final FakeModel model = new FakeModel();

    private final List<BatchingEngine> opened = new ArrayList<>();

    @Override
    public void close() {
        model.permits.release(1_000_000);
        opened.forEach(BatchingEngine::close);
    }

    BatchingEngine open(EngineConfig config) {
        BatchingEngine engine = EngineLoader.open(
                config, List.of(TaskSpec.of(TestModels.tiny("tiny-bert"))), (spec, device, threads) -> model);
        opened.add(engine);
        model.runs.clear();
        return engine;
    }

    /** One run is held on the device so that the others gather to one batch behind it. */
    List<CompletableFuture<Outcome>> inOneBatch(BatchingEngine engine, List<String> texts) throws Exception {
        model.permits.drainPermits();
        int before = model.runs.size();
        CompletionStage<Outcome> first = engine.submit("first", engine.tasks(), LONG);
        await().atMost(LONG).until(() -> model.runs.size() > before);
        List<CompletableFuture<Outcome>> stages = new ArrayList<>();
        for (String text : texts) {
            stages.add(engine.submit(text, engine.tasks(), LONG).toCompletableFuture());
        }
        await().atMost(LONG).until(() -> engine.waiting() == Set.copyOf(texts).size());
        model.permits.release(1_000_000);
        first.toCompletableFuture().get();
        return stages;
    }

    static List<String> numbered(int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add("the " + (char) ('a' + i % 26) + " " + (char) ('a' + i / 26));
        }
        return texts;
    }

    static float[] vector(Outcome outcome) {
        return ((Embedding) ((Outcome.Success) outcome).results().get(0)).vector();
    }
}
