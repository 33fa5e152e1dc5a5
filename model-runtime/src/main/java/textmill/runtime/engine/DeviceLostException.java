package textmill.runtime.engine;

/** The device stopped working: nothing is known about the text, it must be processed again elsewhere. */
public final class DeviceLostException extends RuntimeException {
    /**
     * Wraps what the runtime reported.
     *
     * @param message which device and what it said
     * @param cause the runtime's own exception
     */
    public DeviceLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
