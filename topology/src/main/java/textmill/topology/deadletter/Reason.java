package textmill.topology.deadletter;

import java.util.Locale;

/** Why a record became a dead letter. The codes are stable: they stand in headers and in metrics. */
public enum Reason {
    /** Fewer bytes than magic byte and schema id take. */
    TOO_SHORT("Fewer bytes than magic byte and schema id take."),
    /** The first byte is not that of Confluent's wire format. */
    BAD_MAGIC("The first byte is not that of Confluent's wire format."),
    /** The registry knows no schema with the record's id. */
    UNKNOWN_SCHEMA("The registry knows no schema with the record's id."),
    /** What the registry holds under the id is not a readable Avro schema. */
    UNREADABLE_SCHEMA("What the registry holds under the id is not a readable Avro schema."),
    /** The record was written with a schema that the configured one cannot read. */
    INCOMPATIBLE_SCHEMA("The record was written with a schema that the configured one cannot read."),
    /** The record ends before its fields do. */
    TRUNCATED("The record ends before its fields do."),
    /** The record has a value that no writer of its schema produces. */
    CORRUPT("The record has a value that no writer of its schema produces."),
    /** Bytes are left after the record. */
    TRAILING_BYTES("Bytes are left after the record."),
    /** The value is not well-formed JSON. */
    MALFORMED_JSON("The value is not well-formed JSON."),
    /** The record has no field of the configured name. */
    MISSING_FIELD("The record has no field of the configured name."),
    /** The configured field holds something other than a string. */
    WRONG_FIELD_TYPE("The configured field holds something other than a string."),
    /** The record has the configured field twice, and its text is to be redacted. */
    AMBIGUOUS_FIELD("The record has the configured field twice, and its text is to be redacted."),
    /** The model did not see the end of a text that is to be redacted. */
    NOT_WHOLLY_SEEN("The model did not see the end of a text that is to be redacted."),
    /** The deserializer failed in a way of its own. */
    UNREADABLE("The deserializer failed in a way of its own."),
    /** A record of feedback that names no alarm or no verdict. */
    FEEDBACK_UNREADABLE("A record of feedback that names no alarm or no verdict."),
    /** The text field is null and {@code null.text = dead-letter}. */
    NULL_TEXT("The text field is null and `null.text = dead-letter`."),
    /** The record has no timestamp, which Kafka Streams cannot write. */
    TIMESTAMP_MISSING("The record has no timestamp, which Kafka Streams cannot write."),
    /** The output topic does not take a record with this timestamp. */
    TIMESTAMP_OUT_OF_RANGE("The output topic does not take a record with this timestamp."),
    /** The record has no key and the output topic is compacted. */
    KEY_MISSING("The record has no key and the output topic is compacted."),
    /** The tokenizer refused the text. */
    TOKENIZE_FAILED("The tokenizer refused the text."),
    /** There is a second text, which the task does not read. */
    PAIR_NOT_TAKEN("There is a second text, which the task does not read."),
    /** There is no second text, which the task needs. */
    PAIR_MISSING("There is no second text, which the task needs."),
    /** The model failed on this text alone. */
    INFERENCE_FAILED("The model failed on this text alone."),
    /** The model's output holds NaN or infinity. */
    OUTPUT_NOT_FINITE("The model's output holds NaN or infinity."),
    /** The result cannot be serialised. */
    UNWRITABLE("The result cannot be serialised."),
    /** The result is larger than its topic or the producer allows. */
    OUTPUT_TOO_LARGE("The result is larger than its topic or the producer allows.");

    private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final String meaning;

    Reason(String meaning) {
        this.meaning = meaning;
    }

    /** The stable code, for example {@code unknown-schema}. */
    public String code() {
        return code;
    }

    /** What it means, in a sentence. */
    public String meaning() {
        return meaning;
    }

    /** The reference page of all of them, as Markdown. */
    static String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("""
                # Reasons of dead letters

                <!-- Generated from textmill.topology.deadletter.Reason; do not edit. -->

                The header `textmill.errors.reason` of a dead letter, the label `reason` of the metric of dead letters, and
                what `dead-letters --reason` takes. The codes are stable.

                | code | meaning |
                | --- | --- |
                """);
        for (Reason reason : values()) {
            page.append("| `")
                    .append(reason.code)
                    .append("` | ")
                    .append(reason.meaning)
                    .append(" |\n");
        }
        return page.toString();
    }
}
