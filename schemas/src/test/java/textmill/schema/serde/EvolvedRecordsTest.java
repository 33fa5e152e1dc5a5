package textmill.schema.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextEvent;

/** Records of other versions of the schemas than the classes were made from. */
class EvolvedRecordsTest {
    private final InMemoryRegistry registry = new InMemoryRegistry();

    @Test
    void shouldReadARecordOfALaterVersionIntoTodaysClass() throws IOException {
        Schema later = new Schema.Parser()
                .parse(
                        TextEvent.getClassSchema()
                                .toString()
                                .replace(
                                        "\"fields\":[",
                                        "\"fields\":[{\"name\":\"lang\",\"type\":\"string\",\"default\":\"en\",\"doc\":\"x\"},"));
        byte[] bytes = encode(later, convert(new TextEvent("hello", "7"), later));

        assertThat(read(bytes)).isEqualTo(new TextEvent("hello", "7"));
    }

    @Test
    void shouldReadItemsThatHaveGrownSince() throws IOException {
        // Given a version whose tokens have 8 bytes more than those on the wire
        Schema today = ReplacedTokenScores.getClassSchema();
        Schema later = new Schema.Parser()
                .parse(
                        today.toString()
                                .replace(
                                        "{\"name\":\"flagged\",\"type\":\"boolean\"",
                                        "{\"name\":\"extra\",\"type\":\"double\",\"default\":0.0},{\"name\":\"flagged\",\"type\":\"boolean\""));
        assertThat(later).isNotEqualTo(today);
        byte[] body = body(today, SampleRecords.replacedTokens(false));

        // When the version with the larger items reads it, through our decoder
        PayloadDecoder decoder = new PayloadDecoder().reset(body, 0, body.length);
        Object read = new PayloadReader(today, later, RecordClasses.generic(), decoder).read();

        // Then it can, since only what is on the wire counts
        decoder.expectEnd();
        assertThat(read.toString()).contains("\"extra\": 0.0");
    }

    @Test
    void shouldSayThatTheClassCannotReadTheWritersSchema() throws IOException {
        Schema other = SchemaBuilder.record("textmill.events.TextEvent")
                .fields()
                .requiredInt("text")
                .endRecord();
        byte[] bytes = ByteBuffer.allocate(6)
                .put((byte) 0)
                .putInt(registry.add(other))
                .put((byte) 2)
                .array();

        BadRecordException failure = catchThrowableOfType(BadRecordException.class, () -> read(bytes));

        assertThat(failure.reason()).isEqualTo(BadRecordReason.INCOMPATIBLE_SCHEMA);
        assertThat(failure).hasMessageContaining("textmill.events.TextEvent");
    }

    private Object read(byte[] bytes) {
        TextmillAvroDeserializer deserializer = new TextmillAvroDeserializer(registry);
        deserializer.configure(Map.of(SerdeKeys.SPECIFIC_READER, true), false);
        return Objects.requireNonNull(deserializer.deserialize("t", bytes));
    }

    private static Object convert(SpecificRecordBase record, Schema to) throws IOException {
        byte[] own = body(record.getSchema(), record);
        return new GenericDatumReader<>(record.getSchema(), to)
                .read(null, new PayloadDecoder().reset(own, 0, own.length));
    }

    private byte[] encode(Schema schema, Object record) throws IOException {
        byte[] body = body(schema, record);
        return ByteBuffer.allocate(WireFormat.HEADER + body.length)
                .put((byte) 0)
                .putInt(registry.add(schema))
                .put(body)
                .array();
    }

    private static byte[] body(Schema schema, Object record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
