package textmill.schema.text;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.SerdeClass;

/**
 * Finds the text in a record's raw value. Safe to share between threads (with a foreign deserializer: as far as that
 * is). Tombstones are the caller's: a value is never null here.
 */
public interface TextExtractor extends AutoCloseable {

    /**
     * @param topic topic of the record, and {@code headers} its headers; only foreign deserializers look at them
     * @param value the bytes, which are read in place and not kept
     * @throws textmill.schema.serde.BadRecordException if these bytes will never give a text
     * @throws textmill.schema.registry.RegistryUnavailableException if nobody can tell yet; try again later
     */
    ExtractedText extract(String topic, Headers headers, byte[] value);

    /**
     * The same value with another text in its place; every other byte, the name of the schema included, stays as it is.
     *
     * @param change from the text to the one that takes its place
     * @return the value itself if its text is null
     * @throws textmill.schema.serde.BadRecordException if these bytes will never give a text, or more than one
     *     ({@code AMBIGUOUS_FIELD}), so that it is not certain which of them a reader would take
     * @throws UnsupportedOperationException if somebody else's deserializer reads the value
     */
    default byte[] replace(String topic, Headers headers, byte[] value, UnaryOperator<String> change) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " cannot write what it reads");
    }

    @Override
    default void close() {}

    /**
     * The extractor for a format.
     *
     * @param configs registry and serde settings under Confluent's keys; needed for {@code AVRO} only
     * @throws org.apache.kafka.common.config.ConfigException naming the key that is missing or wrong
     */
    static TextExtractor create(TextFormat format, Map<String, ?> configs) {
        FieldPath path = FieldPath.parse(format.field());
        return switch (format.kind()) {
            case STRING -> new StringTextExtractor();
            case JSON -> new JsonTextExtractor(path, null);
            case AVRO ->
                SerdeClass.isOurs(format.deserializer())
                        ? new AvroTextExtractor(path, SchemaRegistry.connect(configs))
                        : new DeserializedTextExtractor(
                                path, SerdeClass.deserializer(format.deserializer(), configs, false));
        };
    }

    /** JSON, bare or framed; the registry is asked what a framed value is that turns out not to be JSON. */
    static TextExtractor json(String field, SchemaRegistry registry) {
        return new JsonTextExtractor(FieldPath.parse(field), registry);
    }

    /** Avro with our own decoder and a registry client that is shared with others. */
    static TextExtractor avro(String field, SchemaRegistry registry) {
        return new AvroTextExtractor(FieldPath.parse(field), registry);
    }

    /** Whatever a deserializer makes of the bytes: Avro records, maps or strings. The extractor closes it. */
    static TextExtractor deserialized(String field, Deserializer<?> deserializer) {
        return new DeserializedTextExtractor(FieldPath.parse(field), deserializer);
    }
}
