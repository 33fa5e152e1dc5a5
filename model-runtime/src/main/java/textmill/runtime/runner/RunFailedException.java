package textmill.runtime.runner;

import org.jspecify.annotations.Nullable;

/** A run that gave no outputs. */
public final class RunFailedException extends Exception {
    private final Kind kind;
    private final String message;

    /** What the caller can do about it. */
    public enum Kind {
        /** This batch was too large for the memory: a smaller one may pass. */
        OUT_OF_MEMORY,
        /** The device is gone: no batch will pass. */
        DEVICE_LOST,
        /** Something in this batch: the others may pass. */
        INPUT
    }

    /** With the runtime's own words. */
    public RunFailedException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }

    /** What the caller can do about it. */
    public Kind kind() {
        return kind;
    }
}
