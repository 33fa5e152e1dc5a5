package textmill.models.hub;

import org.jspecify.annotations.Nullable;

/** A model of the hub cannot be had. The message is one line: what was asked, what was found, what to do; never a token. */
public final class HubException extends RuntimeException {
    HubException(String message) {
        this(message, null);
    }

    HubException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
