package textmill.cli.topics;

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
        return RecordJson.of(record, fields -> {
            fields.writeStringField("unreadable", value.reason());
            fields.writeStringField("message", value.message());
            fields.writeNumberField("bytes", bytes);
        });
    }

    /** A record of the dead-letter topic that does not say where it came from: somebody else put it there. */
    static String noDeadLetter(ConsumerRecord<byte[], byte[]> record, boolean json) {
        int bytes = record.value() == null ? 0 : record.value().length;
        return json
                ? RecordJson.of(record, fields -> {
                    fields.writeBooleanField("deadLetter", false);
                    fields.writeNumberField("bytes", bytes);
                })
                : place(record) + "  not a dead letter (" + bytes + " bytes)";
    }

    /** A record without a value. */
    public static String tombstone(ConsumerRecord<byte[], byte[]> record, boolean json) {
        return json
                ? RecordJson.of(record, fields -> fields.writeBooleanField("tombstone", true))
                : place(record) + "  tombstone";
    }

    /** Topic, partition and offset as the log writes them. */
    public static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
