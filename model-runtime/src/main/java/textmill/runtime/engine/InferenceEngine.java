package textmill.runtime.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;

/**
 * Gathers texts from any number of threads into batches by padded tokens and runs them on the device.
 *
 * <p>One engine serves all tasks, partitions and threads of a process. Thread-safe. A text holds a permit (one count,
 * its length and that of its rows in bytes) from {@code submit} until its result is complete, whether or not the caller has looked at it.
 */
public interface InferenceEngine extends AutoCloseable {

    /** The tasks that this engine can compute, in configuration order. */
    List<Task> tasks();

    /**
     * Submits one text.
     *
     * <p>Waits up to {@code maxWait} while the window (texts and bytes in flight) is full, then takes the text in any
     * case: the caller bounds how often it does that. A text that a task cannot compute completes with
     * {@link Outcome.Failure}; the stage completes exceptionally only when the engine is closed
     * ({@link EngineClosedException}) or has failed ({@link EngineFailedException}), that is when no verdict on the text
     * was reached. Completion runs on an engine thread: dependents must be short.
     *
     * @param input the text and what belongs to it
     * @param tasks a non-empty selection of {@link #tasks()}
     * @param maxWait longest wait for room in the window; zero never waits
     * @throws InterruptedException if interrupted while waiting; the text was then not taken
     */
    CompletionStage<Outcome> submit(TextInput input, List<Task> tasks, Duration maxWait) throws InterruptedException;

    /**
     * Submits a text by itself, as {@link #submit(TextInput, List, Duration)}.
     *
     * @throws InterruptedException if interrupted while waiting; the text was then not taken
     */
    default CompletionStage<Outcome> submit(String text, List<Task> tasks, Duration maxWait)
            throws InterruptedException {
        return submit(TextInput.of(text), tasks, maxWait);
    }

    /** What the engine has done so far: a snapshot, cheap enough to be polled by a metrics registry. */
    default EngineStatistics statistics() {
        return EngineStatistics.none();
    }

    /** Texts that it takes before {@link #submit} waits; 1 if the engine cannot tell. */
    default int windowTexts() {
        return 1;
    }

    /** Where the models really compute, one entry for each model and device; empty if the engine cannot tell. */
    default List<ModelPlacement> placements() {
        return List.of();
    }

    /** Tells an observer what the engine does, until it is closed; an engine that has nothing to tell takes no notice. */
    default EngineObserver.Observation observe(EngineObserver observer) {
        return () -> {};
    }

    /** What the models are, each once; empty if the engine cannot tell. */
    default List<ModelDescription> models() {
        return List.of();
    }

    /** Completes what is in flight exceptionally with {@link EngineClosedException}, frees native memory. */
    @Override
    void close();
}
