package textmill.runtime.task;

/** A model's output for a text holds NaN or infinity. */
public final class NotFiniteException extends RuntimeException {
    /** Names the output. */
    public NotFiniteException(String output) {
        super("output " + output + " holds NaN or infinity for this text");
    }
}
