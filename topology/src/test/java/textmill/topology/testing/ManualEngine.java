package textmill.topology.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

/** An engine that computes nothing: the test completes each request by hand. Thread-safe. */
public final class ManualEngine implements InferenceEngine {
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** One submitted text. */
    public record Request(TextInput input, List<Task> tasks, CompletableFuture<Outcome> future, Duration maxWait) {
        /** The text. */
        public String text() {
            return input.text();
        }

        /** Completes with the stub's results. */
        public void complete() {
            future.complete(StubResults.of(text(), tasks));
        }
    }

    @Override
    public List<Task> tasks() {
        return StubResults.TASKS;
    }

    @Override
    public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait) {
        Request request = new Request(input, tasks, new CompletableFuture<>(), maxWait);
        requests.add(request);
        return request.future();
    }

    /** All requests so far, in the order of submission. */
    public List<Request> requests() {
        return requests;
    }

    /** The only request with this text. */
    public Request request(String text) {
        return requests.stream()
                .filter(request -> request.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody submitted the text"));
    }

    @Override
    public void close() {}
}
