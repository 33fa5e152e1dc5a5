package textmill.schema.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
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
        return find(headers, value).text();
    }

    @Override
    public byte[] replace(String topic, Headers headers, byte[] value, UnaryOperator<String> change) {
        AvroTextWalk.Found found = find(headers, value);
        if (!(found.text() instanceof ExtractedText.Text text)) {
            return value;
        }
        byte[] utf8 = change.apply(text.text()).getBytes(StandardCharsets.UTF_8);
        // No length is written before any of what holds the text: records and unions are not counted.
        ByteArrayOutputStream replaced = new ByteArrayOutputStream(value.length + utf8.length);
        replaced.write(value, 0, found.from());
        writeLength(replaced, utf8.length);
        replaced.writeBytes(utf8);
        replaced.write(value, found.to(), value.length - found.to());
        return replaced.toByteArray();
    }

    /** A length as Avro writes it: zigzag, seven bits a byte. */
    private static void writeLength(ByteArrayOutputStream out, int length) {
        long zigzag = (long) length << 1;
        while (zigzag > 0x7f) {
            out.write((int) ((zigzag & 0x7f) | 0x80));
            zigzag >>>= 7;
        }
        out.write((int) zigzag);
    }

    private AvroTextWalk.Found find(Headers headers, byte[] value) {
        Framing framing = Framing.of(headers, false, value);
        Schema schema = framing.id().in(registry);
        PayloadDecoder decoder = new PayloadDecoder().reset(value, framing.body(), value.length - framing.body());
        try {
            AvroTextWalk walk = new AvroTextWalk(path, decoder);
            ExtractedText text = walk.find(schema);
            decoder.expectEnd();
            return new AvroTextWalk.Found(text, value.length - walk.leftBefore(), value.length - walk.leftAfter());
        } catch (BadRecordException e) {
            throw new BadRecordException(
                    e.reason(),
                    "Cannot take " + path + " from a record of schema " + schema.getFullName() + " (" + framing.id()
                            + "): " + e.getMessage(),
                    e.getCause());
        }
    }
}
