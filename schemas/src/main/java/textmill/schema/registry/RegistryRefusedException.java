package textmill.schema.registry;

import org.apache.kafka.common.errors.SerializationException;

/** The registry understood the question and said no; asking again will not help until somebody changes something there. */
public final class RegistryRefusedException extends SerializationException {
    private static final long serialVersionUID = 1L;

    private static final int NOT_FOUND = 404;

    private final int status;
    private final int errorCode;

    /**
     * @param message what was asked, and the registry's own words
     * @param status HTTP status
     * @param errorCode Confluent's error code, for example 40403 for an unknown schema
     */
    public RegistryRefusedException(String message, int status, int errorCode) {
        super(message);
        this.status = status;
        this.errorCode = errorCode;
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** Confluent's error code: 40401 no such subject, 40402 no such version, 40403 no such schema, 409 incompatible, 422xx invalid. */
    public int errorCode() {
        return errorCode;
    }

    /** True if what was asked for is not there, as opposed to a schema that the registry will not take. */
    public boolean isNotFound() {
        return status == NOT_FOUND;
    }
}
