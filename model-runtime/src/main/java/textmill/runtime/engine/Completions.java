package textmill.runtime.engine;

/** Where the engine's threads bring what they have done. Thread-safe. */
interface Completions {
    /** The text is done. */
    void complete(Computation computation, ComputedText result);

    /** No text can be done any more. */
    void stop(EngineFailedException reason);
}
