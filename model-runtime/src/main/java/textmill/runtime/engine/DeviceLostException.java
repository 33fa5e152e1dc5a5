package textmill.runtime.engine;

/** The engine stopped working because its device did. */
public final class DeviceLostException extends EngineFailedException {
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
