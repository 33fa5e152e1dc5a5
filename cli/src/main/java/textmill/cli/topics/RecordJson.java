package textmill.cli.topics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record as one JSON object: where it is, when, its key and headers, and what somebody says of its value. */
final class RecordJson {
    private RecordJson() {}

    /** Writes what is said of the value. */
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /** The object; bytes that are not UTF-8 are written in Base64, under a name that says so. */
    static String of(ConsumerRecord<byte[], byte[]> record, Fields fields) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("topic", record.topic());
            if (record.offset() >= 0) {
                json.writeNumberField("partition", record.partition());
                json.writeNumberField("offset", record.offset());
            }
            json.writeNumberField("timestamp", record.timestamp());
            write(json, "key", record.key());
            json.writeArrayFieldStart("headers");
            for (Header header : record.headers()) {
                json.writeStartObject();
                json.writeStringField("key", header.key());
                write(json, "value", header.value());
                json.writeEndObject();
            }
            json.writeEndArray();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, String name, byte[] bytes) throws IOException {
        if (bytes == null) {
            json.writeNullField(name);
            return;
        }
        try {
            json.writeStringField(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            json.writeFieldName(name + "_base64");
            json.writeBinary(bytes);
        }
    }
}
