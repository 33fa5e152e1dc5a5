package textmill.cli.topics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import textmill.cli.console.Columns;
import textmill.cli.result.ResultViews;
import textmill.cli.topics.RecordValues.Value;
import textmill.topology.deadletter.ErrorHeaders;

/** One record of any output topic as one line. */
public final class ResultFormat {
    private final boolean json;

    /** @param json whether a line is a JSON object */
    public ResultFormat(boolean json) {
        this.json = json;
    }

    /** True for a record of which the headers tell everything: its value is what could not be computed. */
    public static boolean isDeadLetter(ConsumerRecord<byte[], byte[]> record) {
        return record.headers().lastHeader(ErrorHeaders.REASON) != null;
    }

    /** The line of a dead letter. */
    public String deadLetter(ConsumerRecord<byte[], byte[]> record) {
        return json
                ? RecordJson.of(record, fields -> {
                    fields.writeFieldName("dead_letter");
                    fields.writeRawValue(DeadLetterLine.of(record, true));
                })
                : DeadLetterLine.of(record, false);
    }

    /** The line of any other record. */
    public String line(ConsumerRecord<byte[], byte[]> record, Value value) {
        if (value instanceof Value.Unreadable unreadable) {
            return PlainLine.unreadable(record, unreadable, json);
        } else if (!(value instanceof Value.Found found)) {
            return PlainLine.tombstone(record, json);
        } else if (json) {
            return RecordJson.of(record, fields -> AnyValue.write(fields, found.record()));
        } else {
            return ResultViews.line(found.record())
                    .or(() -> AnomalyLine.of(found.record()))
                    .map(Columns::printable)
                    .orElseGet(() -> AnyValue.line(record, found.record()));
        }
    }
}
