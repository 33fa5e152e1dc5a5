package textmill.cli.topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import textmill.cli.console.Columns;
import textmill.cli.result.ResultViews;
import textmill.cli.topics.RecordValues.Value;
import textmill.topology.deadletter.ErrorHeaders;

/** One record of any output topic as one line. */
final class ResultFormat {
    private final RecordValues values;
    private final boolean json;

    ResultFormat(RecordValues values, boolean json) {
        this.values = values;
        this.json = json;
    }

    String line(ConsumerRecord<byte[], byte[]> record) {
        if (record.headers().lastHeader(ErrorHeaders.REASON) != null) {
            return DeadLetterLine.of(record, json);
        }
        Value value = values.of(record);
        if (value instanceof Value.Unreadable unreadable) {
            return PlainLine.unreadable(record, unreadable, json);
        }
        if (!(value instanceof Value.Found found)) {
            return PlainLine.tombstone(record, json);
        }
        if (json) {
            return String.valueOf(found.record()); // Avro's own JSON
        }
        return Columns.printable(ResultViews.line(found.record())
                .or(() -> AnomalyLine.of(found.record()))
                .orElseGet(() -> PlainLine.place(record) + "  " + found.record()));
    }
}
