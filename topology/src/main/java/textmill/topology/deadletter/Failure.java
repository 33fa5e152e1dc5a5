package textmill.topology.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * Why one record cannot be computed: a value that waits for its turn like a result does.
 *
 * @param reason stable code
 * @param message what was found and what was expected, without any of the payload
 * @param cause what was thrown, or null if nothing was
 */
public record Failure(
        Reason reason, String message, @Nullable Throwable cause) {

    /** A verdict that no exception led to. */
    public static Failure of(Reason reason, String message) {
        return new Failure(reason, message, null);
    }
}
