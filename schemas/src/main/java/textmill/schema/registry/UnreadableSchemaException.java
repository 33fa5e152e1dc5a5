package textmill.schema.registry;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** The registry holds a schema under the id or version asked for, but it is not Avro, or not well-formed Avro. */
public final class UnreadableSchemaException extends SerializationException {
    private static final long serialVersionUID = 1L;

    /** The message names the id or subject and what was found. */
    public UnreadableSchemaException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
