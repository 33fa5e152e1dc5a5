package textmill.runtime.head;

/** A model's output for a text holds NaN or infinity. */
public final class NotFiniteException extends RuntimeException {
    NotFiniteException(String output) {
        super("output " + output + " holds NaN or infinity for this text");
    }
}
