package textmill.topology;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

/** The engine of a process that has no tasks, since it redacts by rules alone: no model is loaded. Thread-safe. */
public final class NoEngine implements InferenceEngine {
    @Override
    public List<Task> tasks() {
        return List.of();
    }

    @Override
    public CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait) {
        throw new IllegalStateException("no task is configured");
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
