package textmill.schema.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;
import textmill.schema.serde.InMemoryRegistry;
import textmill.schema.serde.TextmillAvroSerializer;

/** A registry with schemas, records written with them, and the extractor that reads them. */
abstract class AvroTextFixture {
    final InMemoryRegistry registry = new InMemoryRegistry();
    final TextmillAvroSerializer serializer = new TextmillAvroSerializer(registry);

    AvroTextFixture() {
        serializer.configure(Map.of(), false);
    }

    /** A record of these bytes; numbers are doubled as Avro writes them, characters are not. */
    byte[] written(Schema schema, Object... values) {
        ByteBuffer bytes = ByteBuffer.allocate(5 + values.length).put((byte) 0).putInt(registry.add(schema));
        for (Object value : values) {
            bytes.put(value instanceof Character character ? (byte) character.charValue() : (byte) ((int) value * 2));
        }
        return bytes.array();
    }

    void refused(String path, byte[] value, BadRecordReason reason, String words) {
        refused(path, new RecordHeaders(), value, reason, words);
    }

    void refused(String path, RecordHeaders headers, byte[] value, BadRecordReason reason, String words) {
        assertThatThrownBy(() -> extract(path, headers, value))
                .isInstanceOfSatisfying(
                        BadRecordException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(words);
    }

    byte[] write(Object value) {
        return Objects.requireNonNull(serializer.serialize("t", value));
    }

    ExtractedText extract(String path, byte[] value) {
        return extract(path, new RecordHeaders(), value);
    }

    ExtractedText extract(String path, RecordHeaders headers, byte[] value) {
        try (TextExtractor extractor = TextExtractor.avro(path, registry)) {
            return extractor.extract("t", headers, value);
        }
    }
}
