package textmill.schema.text;

import org.jspecify.annotations.Nullable;

/**
 * How the text is found in a record's value.
 *
 * @param kind the format of the bytes
 * @param field dotted path of the text field; empty for a value that is itself the text; not used for {@code STRING}
 * @param deserializer class name of a Kafka deserializer or serde to read {@code AVRO} with, for example Confluent's;
 *     null for ours
 */
public record TextFormat(Kind kind, String field, @Nullable String deserializer) {

    /** Formats of a value. */
    public enum Kind {
        /** Avro in Confluent's wire format: any record with a string at the path. */
        AVRO,
        /** A JSON object with a string at the path. */
        JSON,
        /** Plain UTF-8. */
        STRING
    }
}
