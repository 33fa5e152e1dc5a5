package textmill.cli.topics;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which dead letters are meant; all of them by default. */
final class DeadLetterSelection {
    @Option(
            names = "--reason",
            paramLabel = "CODE",
            split = ",",
            description = "Only those with this reason, for example unknown-schema; several with commas.")
    private List<String> reasons = List.of();

    @Option(names = "--key", paramLabel = "TEXT", description = "Only those with this key.")
    private @Nullable String key;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description =
                    "Only those of this time or later, such as 2026-11-25T08:00:00Z, 2026-11-25T08:00 or 2026-11-25"
                            + " (without a zone: this machine's).")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "Only those before this time.")
    private @Nullable Instant to;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private @Nullable Long limit;

    /** True if a record is meant. */
    boolean takes(ConsumerRecord<byte[], byte[]> record) {
        return (reasons.isEmpty()
                        || reasons.contains(
                                DeadLetterHeaders.of(record.headers()).reason()))
                && (key == null || Arrays.equals(key.getBytes(StandardCharsets.UTF_8), record.key()))
                && (from == null || record.timestamp() >= from.toEpochMilli())
                && (to == null || record.timestamp() < to.toEpochMilli());
    }

    /** Most records that are meant. */
    long limit() {
        return limit == null ? Long.MAX_VALUE : limit;
    }

    /** True if not every dead letter is meant. */
    boolean isSelective() {
        return !reasons.isEmpty() || key != null || from != null || to != null;
    }

    /** True if somebody has said where in time to begin. */
    boolean hasBeginning() {
        return from != null;
    }
}
