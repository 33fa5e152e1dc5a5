package textmill.cli.cluster;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import textmill.cli.topics.PointInTime;

/** Where a reset leads; one of them. */
final class ResetTarget {
    /** As Kafka's tool wants it, whose clock has milliseconds. */
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Option(names = "--to-earliest", description = "The oldest records that are kept.")
    private boolean earliest;

    @Option(names = "--to-latest", description = "Behind the last records.")
    private boolean latest;

    @Option(
            names = "--to-datetime",
            paramLabel = "TIME",
            converter = PointInTime.class,
            description = "The first records of this time or later, such as 2026-11-25T08:00:00Z, 2026-11-25T08:00 or"
                    + " 2026-11-25 (without a zone: this machine's).")
    private @Nullable Instant time;

    @Option(
            names = "--shift-by",
            paramLabel = "N",
            description = "So many records on, or back if below 0, in each partition.")
    private @Nullable Long shift;

    /** Milliseconds of the wanted time, or null. */
    @Nullable
    Long millis() {
        return time == null ? null : time.toEpochMilli();
    }

    /** The new offset of a partition. */
    long of(long beginning, long end, @Nullable Long committed, long atTime) {
        long wanted;
        if (earliest) {
            wanted = beginning;
        } else if (latest) {
            wanted = end;
        } else if (time != null) {
            wanted = atTime;
        } else {
            wanted = (committed == null ? beginning : committed) + (shift == null ? 0 : shift);
        }
        return Math.max(beginning, Math.min(wanted, end));
    }

    /** The same for Kafka's tool. */
    List<String> arguments() {
        if (earliest) {
            return List.of("--to-earliest");
        } else if (latest) {
            return List.of("--to-latest");
        } else if (time != null) {
            return List.of("--to-datetime", MILLIS.format(time));
        }
        return List.of("--shift-by", String.valueOf(shift));
    }
}
