package textmill.schema.serde;

import java.util.Locale;

/** Why a record cannot be read or written. Names and codes are stable: they end up in dead letters and metrics. */
public enum BadRecordReason {
    /** Fewer bytes than magic byte and schema id take. */
    TOO_SHORT,
    /** The first byte is not 0. */
    BAD_MAGIC,
    /** The registry knows no schema with the record's id. */
    UNKNOWN_SCHEMA,
    /** What the registry holds under the id is not a readable Avro schema. */
    UNREADABLE_SCHEMA,
    /** The record was written with a schema that the expected one cannot read. */
    INCOMPATIBLE_SCHEMA,
    /** The body ends before the record does, or claims more items or bytes than are there. */
    TRUNCATED,
    /** The body has a value that no writer of the schema produces. */
    CORRUPT,
    /** Bytes are left after the record. */
    TRAILING_BYTES,
    /** Not well-formed JSON. */
    MALFORMED_JSON,
    /** The record has no field of the configured name. */
    MISSING_FIELD,
    /** The configured field is there but holds no string. */
    WRONG_FIELD_TYPE,
    /** The record has the configured field twice, so that it is not certain which one a reader takes. */
    AMBIGUOUS_FIELD,
    /** The object to write does not fit its schema, or is nothing that Avro can write. */
    UNWRITABLE;

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The stable code, for example {@code unknown-schema}. */
    public String code() {
        return code;
    }
}
