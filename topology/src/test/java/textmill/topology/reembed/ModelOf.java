package textmill.topology.reembed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;
import textmill.topology.testing.StubEngine;

/** The stub engine with another model in it, as its fingerprint says. */
final class ModelOf implements InferenceEngine {
    private final StubEngine stub;
    private final String fingerprint;

    ModelOf(String fingerprint) {
        this(fingerprint, StubEngine.fast());
    }

    private ModelOf(String fingerprint, StubEngine stub) {
        this.fingerprint = fingerprint;
        this.stub = stub;
    }

    /** One that has always something in flight. */
    static ModelOf slow(String fingerprint) {
        return new ModelOf(fingerprint, new StubEngine(512, Duration.ofMillis(300), 7));
    }

    @Override
    public List<Task> tasks() {
        return stub.tasks().stream()
                .map(task -> new Task(task.name(), task.type(), task.model(), fingerprint))
                .toList();
    }

    @Override
    public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait)
            throws InterruptedException {
        List<Task> own = tasks.stream()
                .map(task -> stub.tasks().stream()
                        .filter(known -> known.name().equals(task.name()))
                        .findFirst()
                        .orElseThrow())
                .toList();
        return stub.submit(input, own, maxWait);
    }

    @Override
    public void close() {
        stub.close();
    }
}
