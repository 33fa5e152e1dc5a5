package textmill.models;

import org.jspecify.annotations.Nullable;

/** A bundled model cannot be had. The message is one line: what was asked, what was found, what to do. */
public final class BundledModelException extends RuntimeException {
    BundledModelException(String message) {
        this(message, null);
    }

    BundledModelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
