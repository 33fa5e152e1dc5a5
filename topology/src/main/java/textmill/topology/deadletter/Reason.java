package textmill.topology.deadletter;

import java.util.Locale;

/** Why a record became a dead letter. The codes are stable: they stand in headers and in metrics. */
public enum Reason {
    /** Fewer bytes than magic byte and schema id take. */
    TOO_SHORT,
    /** The first byte is not that of Confluent's wire format. */
    BAD_MAGIC,
    /** The registry knows no schema with the record's id. */
    UNKNOWN_SCHEMA,
    /** What the registry holds under the id is not a readable Avro schema. */
    UNREADABLE_SCHEMA,
    /** The record was written with a schema that the configured one cannot read. */
    INCOMPATIBLE_SCHEMA,
    /** The record ends before its fields do. */
    TRUNCATED,
    /** The record has a value that no writer of its schema produces. */
    CORRUPT,
    /** Bytes are left after the record. */
    TRAILING_BYTES,
    /** The value is not well-formed JSON. */
    MALFORMED_JSON,
    /** The record has no field of the configured name. */
    MISSING_FIELD,
    /** The configured field holds something other than a string. */
    WRONG_FIELD_TYPE,
    /** The deserializer failed in a way of its own. */
    UNREADABLE,
    /** The text field is null and {@code null.text = dead-letter}. */
    NULL_TEXT,
    /** The record has no timestamp, which Kafka Streams cannot write. */
    TIMESTAMP_MISSING,
    /** The output topic does not take a record with this timestamp. */
    TIMESTAMP_OUT_OF_RANGE,
    /** The record has no key and the output topic is compacted. */
    KEY_MISSING,
    /** The tokenizer refused the text. */
    TOKENIZE_FAILED,
    /** The model failed on this text alone. */
    INFERENCE_FAILED,
    /** The model's output holds NaN or infinity. */
    OUTPUT_NOT_FINITE,
    /** The result cannot be serialised. */
    UNWRITABLE,
    /** The result is larger than its topic or the producer allows. */
    OUTPUT_TOO_LARGE;

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The stable code, for example {@code unknown-schema}. */
    public String code() {
        return code;
    }
}
