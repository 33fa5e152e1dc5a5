package textmill.schema.registry;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** The registry holds a schema under the id or version asked for, but it is not Avro, or not well-formed Avro. */
public final class UnreadableSchemaException extends SerializationException {
    private static final long serialVersionUID = 1L;

    /** The registry's name for Avro. */
    public static final String AVRO = "AVRO";

    private final String type;

    /**
     * @param message names the id or subject and what was found
     * @param type what the registry says that it is: {@code AVRO}, {@code JSON}, {@code PROTOBUF}, ...
     * @param cause what the parser said, if it is Avro
     */
    public UnreadableSchemaException(String message, String type, @Nullable Throwable cause) {
        super(message, cause);
        this.type = type;
    }

    /** The type that the registry gives the schema: {@code AVRO}, {@code JSON}, {@code PROTOBUF}, ... */
    public String type() {
        return type;
    }
}
