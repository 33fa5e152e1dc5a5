package textmill.runtime.engine;

/** The engine was closed before the text's result was known. */
public final class EngineClosedException extends RuntimeException {
    /** Without further detail: closing is always the owner's own act. */
    public EngineClosedException() {
        super("the inference engine was closed before this text was computed");
    }
}
