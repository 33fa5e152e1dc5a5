package textmill.runtime.engine;

/** Where the engine's threads bring what they have done. Thread-safe. */
interface Completions {
    /** The text is done. */
    void complete(Computation computation, ComputedText result);

    /** A row is done, and with the last one its text. */
    default void complete(QueuedRow row, ComputedText result) {
        ComputedText whole = row.computation.done(row, result);
        if (whole != null) {
            complete(row.computation, whole);
        }
    }

    /** No text can be done any more. */
    void stop(EngineFailedException reason);
}
