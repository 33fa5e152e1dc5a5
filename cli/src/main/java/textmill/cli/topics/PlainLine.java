package textmill.cli.topics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import textmill.cli.console.Columns;
import textmill.cli.topics.RecordValues.Value.Unreadable;

/** A record without a readable value as one line: where it is and how large, never its content. */
public final class PlainLine {
    private PlainLine() {}

    /** A record that cannot be read. */
    public static String unreadable(ConsumerRecord<byte[], byte[]> record, Unreadable value, boolean json) {
        int bytes = record.value() == null ? 0 : record.value().length;
        if (!json) {
            return Columns.printable(place(record) + "  unreadable: " + value.reason() + ": " + value.message() + " ("
                    + bytes + " bytes)");
        }
        return object(record, fields -> {
            fields.writeStringField("unreadable", value.reason());
            fields.writeStringField("message", value.message());
            fields.writeNumberField("bytes", bytes);
        });
    }

    /** A record of the dead-letter topic that does not say where it came from: somebody else put it there. */
    static String noDeadLetter(ConsumerRecord<byte[], byte[]> record, boolean json) {
        int bytes = record.value() == null ? 0 : record.value().length;
        return json
                ? object(record, fields -> {
                    fields.writeBooleanField("deadLetter", false);
                    fields.writeNumberField("bytes", bytes);
                })
                : place(record) + "  not a dead letter (" + bytes + " bytes)";
    }

    /** A record without a value. */
    public static String tombstone(ConsumerRecord<byte[], byte[]> record, boolean json) {
        return json
                ? object(record, fields -> fields.writeBooleanField("tombstone", true))
                : place(record) + "  tombstone";
    }

    /** Topic, partition and offset as the log writes them. */
    public static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static String object(ConsumerRecord<?, ?> record, Fields fields) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("topic", record.topic());
            json.writeNumberField("partition", record.partition());
            json.writeNumberField("offset", record.offset());
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
