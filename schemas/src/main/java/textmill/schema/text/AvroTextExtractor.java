package textmill.schema.text;

import org.apache.avro.Schema;
import org.apache.kafka.common.header.Headers;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.PayloadDecoder;
import textmill.schema.serde.TextmillAvroDeserializer;
import textmill.schema.serde.WireFormat;

/**
 * A string at a path of an Avro record: follows the writer's schema, skips every other field and makes no record. The
 * whole record is still checked, to its last byte.
 */
final class AvroTextExtractor implements TextExtractor {
    private final FieldPath path;
    private final SchemaRegistry registry;

    AvroTextExtractor(FieldPath path, SchemaRegistry registry) {
        this.path = path;
        this.registry = registry;
    }

    @Override
    public ExtractedText extract(String topic, Headers headers, byte[] value) {
        int id = WireFormat.schemaId(value);
        Schema schema = TextmillAvroDeserializer.schema(registry, id);
        PayloadDecoder decoder = new PayloadDecoder().reset(value, WireFormat.HEADER, value.length - WireFormat.HEADER);
        try {
            ExtractedText found = new AvroTextWalk(path, decoder).find(schema);
            decoder.expectEnd();
            return found;
        } catch (BadRecordException e) {
            throw new BadRecordException(
                    e.reason(),
                    "Cannot take " + path + " from a record of schema " + schema.getFullName() + " (id " + id + "): "
                            + e.getMessage(),
                    e.getCause());
        }
    }
}
