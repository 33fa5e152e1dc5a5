package textmill.schema.text;

import org.apache.avro.Schema;
import org.apache.kafka.common.header.Headers;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.Framing;
import textmill.schema.serde.PayloadDecoder;

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
        Framing framing = Framing.of(headers, false, value);
        Schema schema = framing.id().in(registry);
        PayloadDecoder decoder = new PayloadDecoder().reset(value, framing.body(), value.length - framing.body());
        try {
            ExtractedText found = new AvroTextWalk(path, decoder).find(schema);
            decoder.expectEnd();
            return found;
        } catch (BadRecordException e) {
            throw new BadRecordException(
                    e.reason(),
                    "Cannot take " + path + " from a record of schema " + schema.getFullName() + " (" + framing.id()
                            + "): " + e.getMessage(),
                    e.getCause());
        }
    }
}
