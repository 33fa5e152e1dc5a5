package textmill.cli.demo;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import textmill.runtime.engine.EngineObserver;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelDescription;
import textmill.runtime.engine.ModelPlacement;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

/**
 * An engine whose models are still loading. Whoever asks it something waits until they are loaded, or gets what they failed
 * of; so what needs no models can be prepared meanwhile.
 */
final class ComingEngine implements InferenceEngine {
    private final CompletableFuture<InferenceEngine> loading;

    ComingEngine(CompletableFuture<InferenceEngine> loading) {
        this.loading = loading;
    }

    private InferenceEngine loaded() {
        try {
            return loading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public List<Task> tasks() {
        return loaded().tasks();
    }

    @Override
    public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait)
            throws InterruptedException {
        return loaded().submit(input, tasks, maxWait);
    }

    @Override
    public EngineStatistics statistics() {
        return loaded().statistics();
    }

    @Override
    public List<ModelPlacement> placements() {
        return loaded().placements();
    }

    @Override
    public EngineObserver.Observation observe(EngineObserver observer) {
        return loaded().observe(observer);
    }

    @Override
    public List<ModelDescription> models() {
        return loaded().models();
    }

    /**
     * Waits for models that are still loading, since the process may end after this, and ending while ONNX Runtime makes a
     * session crashes the JVM.
     */
    @Override
    public void close() {
        CompletableFuture<Void> closed = loading.handle((engine, failure) -> {
            if (engine != null) {
                engine.close();
            }
            return null;
        });
        closed.join();
    }
}
