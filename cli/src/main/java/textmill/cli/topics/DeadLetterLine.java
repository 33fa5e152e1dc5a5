package textmill.cli.topics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import textmill.cli.console.Columns;

/** One dead letter as one line. Shows the size of its content, never the content. */
final class DeadLetterLine {
    private DeadLetterLine() {}

    static String of(ConsumerRecord<byte[], byte[]> record, boolean json) {
        DeadLetterHeaders dead = DeadLetterHeaders.of(record.headers());
        if (dead.topic().isEmpty()) {
            return PlainLine.noDeadLetter(record, json);
        }
        int bytes = record.value() == null ? 0 : record.value().length;
        return json ? json(dead, bytes) : line(dead, bytes);
    }

    private static String line(DeadLetterHeaders dead, int bytes) {
        return Columns.printable(String.format(
                Locale.ROOT,
                "%-16s %-20s %s (%d bytes)",
                dead.topic() + "-" + dead.partition() + "@" + dead.offset(),
                dead.reason(),
                dead.message(),
                bytes));
    }

    private static String json(DeadLetterHeaders dead, int bytes) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("source_topic", dead.topic());
            json.writeNumberField("source_partition", dead.partition());
            json.writeNumberField("source_offset", dead.offset());
            json.writeStringField("reason", dead.reason());
            json.writeStringField("message", dead.message());
            json.writeNumberField("bytes", bytes);
            json.writeNumberField("attempts", dead.attempts());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
