package textmill.schema.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** A verdict on one record: its bytes will never be readable, however often they are tried. The message never quotes the payload; a cause's may. */
public final class BadRecordException extends SerializationException {
    private static final long serialVersionUID = 1L;

    private final BadRecordReason reason;

    /** A verdict without a cause. */
    public BadRecordException(BadRecordReason reason, String message) {
        this(reason, message, null);
    }

    /** The message says what was found and what was expected. */
    public BadRecordException(BadRecordReason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** The stable reason. */
    public BadRecordReason reason() {
        return reason;
    }
}
