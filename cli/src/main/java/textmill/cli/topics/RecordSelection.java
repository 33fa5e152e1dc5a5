package textmill.cli.topics;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import textmill.cli.result.ResultViews;
import textmill.cli.topics.RecordValues.Value;

/** Options that say which records are meant; all of them by default. */
final class RecordSelection {
    @Option(
            names = "--where",
            paramLabel = "FIELD=VALUE",
            converter = FieldCondition.Reader.class,
            description =
                    "Only records with this in a field, such as label=transfer, score>=0.9 or entities.label=PERSON;"
                            + " =, !=, <, <=, >, >=. Given several times, all must hold.")
    private List<FieldCondition> conditions = List.of();

    @Option(names = "--key", paramLabel = "TEXT", description = "Only records with this key.")
    private @Nullable String key;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "Begin with the first records of this time or later, such as 2026-11-25T08:00:00Z,"
                    + " 2026-11-25T08:00 or 2026-11-25 (without a zone: this machine's).")
    private @Nullable Instant from;

    @Option(
            names = "--flagged",
            description = "Only results that say that something is wrong with their text: replaced tokens, alarms.")
    private boolean flagged;

    /** True if somebody has said where in time to begin. */
    boolean hasBeginning() {
        return from != null;
    }

    /** Goes to where it begins, if it is said where. */
    void seek(TopicReader reader) {
        if (from != null) {
            long millis = from.toEpochMilli();
            reader.beginnings()
                    .keySet()
                    .forEach(partition -> reader.seek(partition, reader.firstSince(partition, millis)));
        }
    }

    /** True if values decide. */
    boolean looksAtValues() {
        return flagged || !conditions.isEmpty();
    }

    /** True if a record is meant, whatever its value. */
    boolean takes(ConsumerRecord<byte[], byte[]> record) {
        return (key == null || Arrays.equals(key.getBytes(StandardCharsets.UTF_8), record.key()))
                && (from == null || record.timestamp() >= from.toEpochMilli());
    }

    /** True if a value is meant. */
    boolean takes(Value value) {
        if (!(value instanceof Value.Found found)) {
            return !looksAtValues();
        }
        return (!flagged || ResultViews.isFlagged(found.record()) || AnomalyLine.isAlarm(found.record()))
                && conditions.stream().allMatch(condition -> condition.holds(found.record()));
    }
}
