package textmill.benchmarks.micro;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.EngineObserver;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

/** An engine that gives away who looks at it. */
final class ObservedEngine implements InferenceEngine {
    private final InferenceEngine engine;
    private @Nullable EngineObserver observer;

    ObservedEngine(InferenceEngine engine) {
        this.engine = engine;
    }

    EngineObserver observer() {
        return Objects.requireNonNull(observer, "nobody has looked at the engine");
    }

    @Override
    public EngineObserver.Observation observe(EngineObserver looking) {
        observer = looking;
        return () -> {};
    }

    @Override
    public List<Task> tasks() {
        return engine.tasks();
    }

    @Override
    public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait)
            throws InterruptedException {
        return engine.submit(input, tasks, maxWait);
    }

    @Override
    public int windowTexts() {
        return engine.windowTexts();
    }

    @Override
    public EngineStatistics statistics() {
        return engine.statistics();
    }

    @Override
    public List<ModelPlacement> placements() {
        return engine.placements();
    }

    @Override
    public void close() {
        engine.close();
    }
}
