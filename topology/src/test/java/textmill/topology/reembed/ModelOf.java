package textmill.topology.reembed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;
import textmill.topology.testing.StubEngine;

/** The stub engine with another model in it, as its fingerprint says. */
final class ModelOf implements InferenceEngine {
    private final StubEngine stub = StubEngine.fast();
    private final String fingerprint;
    private final Predicate<String> endless;

    ModelOf(String fingerprint) {
        this(fingerprint, text -> false);
    }

    private ModelOf(String fingerprint, Predicate<String> endless) {
        this.fingerprint = fingerprint;
        this.endless = endless;
    }

    /** One that never comes to the end of some texts. */
    static ModelOf endless(String fingerprint, Predicate<String> texts) {
        return new ModelOf(fingerprint, texts);
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
        if (endless.test(input.text())) {
            return new CompletableFuture<>();
        }
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
