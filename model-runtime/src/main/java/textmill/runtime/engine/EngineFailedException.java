package textmill.runtime.engine;

/** The engine stopped working: nothing is known about the text, it must be processed again elsewhere. */
public class EngineFailedException extends RuntimeException {
    /**
     * Wraps what happened.
     *
     * @param message what failed
     * @param cause its own exception
     */
    public EngineFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
