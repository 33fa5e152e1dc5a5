package textmill.cli.run;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.Terminal;
import textmill.cli.topics.RecordValues;
import textmill.cli.topics.ResultFormat;
import textmill.topology.delivery.Counters;
import textmill.topology.delivery.PipelineDelivery;

/** Prints records as {@code tail} would, had they been written. */
final class WouldWrite {
    private static final long NOWHERE = -1;

    private final RecordValues values;
    private final Terminal terminal;
    private final ResultFormat format;
    private final boolean json;

    WouldWrite(RecordValues values, Terminal terminal, boolean json) {
        this.values = values;
        this.terminal = terminal;
        this.format = new ResultFormat(json);
        this.json = json;
    }

    void print(ProducerRecord<byte[], byte[]> made) {
        ConsumerRecord<byte[], byte[]> record = asRead(made, made.value());
        String line =
                ResultFormat.isDeadLetter(record) ? format.deadLetter(record) : format.line(record, values.of(record));
        terminal.print(json ? line : String.format("%-28s  %s", made.topic(), line));
    }

    private static ConsumerRecord<byte[], byte[]> asRead(ProducerRecord<byte[], byte[]> made, byte @Nullable [] value) {
        byte[] key = made.key();
        return new ConsumerRecord<>(
                made.topic(),
                made.partition() == null ? 0 : made.partition(),
                NOWHERE,
                made.timestamp() == null ? ConsumerRecord.NO_TIMESTAMP : made.timestamp(),
                TimestampType.CREATE_TIME,
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value,
                made.headers(),
                Optional.empty());
    }

    /** Says what it came to. */
    void end(int taken, List<PipelineDelivery> pipelines) {
        long results = 0;
        long deadLetters = 0;
        for (PipelineDelivery pipeline : pipelines) {
            Counters counters = pipeline.counters();
            results += counters.outputs();
            deadLetters += counters.deadLetters();
        }
        terminal.note("dry run: " + taken + " records, " + results + " with results, " + deadLetters
                + " dead letters; nothing was written, committed or registered");
    }
}
