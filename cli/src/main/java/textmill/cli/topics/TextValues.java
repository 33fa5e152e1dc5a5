package textmill.cli.topics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import textmill.cli.console.CliException;
import textmill.events.TextEvent;
import textmill.schema.registry.RegisteredSchema;
import textmill.schema.serde.TextmillAvroSerializer;
import textmill.schema.serde.WireFormat;

/** Makes the values of records. */
@FunctionalInterface
interface TextValues {
    /**
     * The value for a text.
     *
     * @throws CliException if the text cannot be one
     */
    byte[] of(String text);

    /** The text itself. */
    static TextValues strings() {
        return text -> text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Objects with one field.
     *
     * @param field its name; a dotted path makes objects within objects
     */
    static TextValues json(String field) {
        JsonFactory factory = new JsonFactory();
        List<String> path = List.of(field.split("\\.", -1));
        return text -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator json = factory.createGenerator(bytes)) {
                for (String name : path) {
                    json.writeStartObject();
                    json.writeFieldName(name);
                }
                json.writeString(text);
                for (int depth = 0; depth < path.size(); depth++) {
                    json.writeEndObject();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        };
    }

    /** Records of Textmill's own schema, registered under the topic's subject. */
    static TextValues events(String topic, TextmillAvroSerializer serializer) {
        return text -> Objects.requireNonNull(serializer.serialize(topic, new TextEvent(text, null)));
    }

    /** Records of a schema of the registry, each written as Avro's JSON. */
    static TextValues records(RegisteredSchema written) {
        Schema schema = written.schema();
        return text -> {
            try {
                Object record = new GenericDatumReader<>(schema)
                        .read(null, DecoderFactory.get().jsonDecoder(schema, text));
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                bytes.write(ByteBuffer.allocate(WireFormat.HEADER)
                        .put((byte) 0)
                        .putInt(written.id())
                        .array());
                if (record instanceof ByteBuffer whole) {
                    // Without Avro's length, as Confluent's serializer writes bytes that are the whole value.
                    bytes.write(whole.array(), whole.arrayOffset() + whole.position(), whole.remaining());
                } else {
                    BinaryEncoder binary = EncoderFactory.get().binaryEncoder(bytes, null);
                    new GenericDatumWriter<>(schema).write(record, binary);
                    binary.flush();
                }
                return bytes.toByteArray();
            } catch (IOException | AvroRuntimeException e) {
                throw CliException.usage("expected a record of schema " + schema.getFullName() + " (subject "
                        + written.subject() + ", version " + written.version() + ") in Avro's JSON, where a value of a"
                        + " union stands as {\"string\": \"…\"}; found: " + e.getMessage());
            }
        };
    }
}
