package textmill.cli.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.CliException;

/**
 * Where a replay begins in each partition, and what it has dealt with. Kafka forgets the offsets of a group that nobody
 * uses; this finds out where that may have happened, and says so instead of beginning somewhere. Not thread-safe.
 */
final class ReplayPositions {
    private static final String RETENTION = "offsets.retention.minutes";
    /** Kafka's own default, for brokers that do not tell. */
    private static final Duration USUAL_RETENTION = Duration.ofDays(7);

    private final TopicReader reader;
    private final Map<TopicPartition, ReplayPosition> positions = new HashMap<>();

    private ReplayPositions(TopicReader reader) {
        this.reader = reader;
    }

    /** Begins with the oldest record of every partition, whatever was replayed before. */
    static ReplayPositions fromBeginning(TopicReader reader) {
        ReplayPositions positions = new ReplayPositions(reader);
        reader.beginnings()
                .forEach((partition, beginning) -> positions.positions.put(partition, new ReplayPosition(beginning)));
        return positions;
    }

    /**
     * Begins where earlier replays left off.
     *
     * @param trusting records that may have been replayed before a position expired are taken for new ones
     * @param notes takes a line for everything that has been lost
     * @throws CliException if an earlier position is gone, and records are there that it may have been about
     */
    static ReplayPositions committed(TopicReader reader, Admin admin, boolean trusting, Consumer<String> notes) {
        ReplayPositions positions = new ReplayPositions(reader);
        Map<TopicPartition, Long> beginnings = reader.beginnings();
        Map<TopicPartition, OffsetAndMetadata> committed = reader.committed();
        Map<TopicPartition, Long> unknown = new HashMap<>();
        beginnings.forEach((partition, beginning) -> {
            OffsetAndMetadata last = committed.get(partition);
            if (last == null) {
                unknown.put(partition, beginning);
                positions.positions.put(partition, new ReplayPosition(beginning));
            } else {
                positions.positions.put(partition, known(reader, partition, last, beginning, notes));
            }
        });
        if (!trusting) {
            refuseIfForgotten(reader, admin, unknown);
        }
        return positions;
    }

    private static ReplayPosition known(
            TopicReader reader,
            TopicPartition partition,
            OffsetAndMetadata last,
            long beginning,
            Consumer<String> notes) {
        if (last.offset() > reader.end(partition)) {
            throw CliException.usage("earlier replays came to offset " + last.offset() + " of " + partition
                    + ", which now ends at " + reader.end(partition)
                    + ": the topic was made anew; --from-beginning replays what it holds");
        }
        ReplayPosition position = ReplayPosition.of(last);
        if (last.offset() < beginning) {
            notes.accept("retention has removed up to " + (beginning - last.offset()) + " records of " + partition
                    + " that no replay has seen");
            position.passTo(beginning);
        }
        return position;
    }

    /** What is younger than the time for which Kafka keeps offsets cannot have been replayed before they were forgotten. */
    private static void refuseIfForgotten(TopicReader reader, Admin admin, Map<TopicPartition, Long> unknown) {
        if (unknown.isEmpty()) {
            return;
        }
        Duration kept = retention(admin);
        long since = Instant.now().minus(kept).toEpochMilli();
        long old = 0;
        for (Map.Entry<TopicPartition, Long> partition : unknown.entrySet()) {
            old += reader.firstSince(partition.getKey(), since) - partition.getValue();
        }
        if (old > 0) {
            throw CliException.usage("there is no position of an earlier replay, and up to " + old
                    + " records are older than the " + days(kept) + " for which Kafka keeps an unused one (" + RETENTION
                    + "): an earlier replay may have sent them; --from-beginning sends them all, --from TIME the later"
                    + " ones, --dry-run lists them");
        }
    }

    private static String days(Duration duration) {
        return duration.toDays() > 0 ? duration.toDays() + " days" : duration.toMinutes() + " minutes";
    }

    private static Duration retention(Admin admin) {
        try {
            String broker =
                    admin.describeCluster().nodes().get().iterator().next().idString();
            ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, broker);
            @Nullable
            ConfigEntry entry = admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .get(RETENTION);
            return entry == null ? USUAL_RETENTION : Duration.ofMinutes(Long.parseLong(entry.value()));
        } catch (ExecutionException e) {
            return USUAL_RETENTION; // not everybody may ask
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_RETENTION;
        }
    }

    /** Takes the reader to where each partition begins. */
    void seek() {
        positions.forEach((partition, position) -> reader.seek(partition, position.base()));
    }

    /** What is dealt with in a partition. */
    ReplayPosition of(TopicPartition partition) {
        return Objects.requireNonNull(positions.get(partition));
    }

    /** Keeps the positions for the next replay. */
    void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        positions.forEach((partition, position) -> offsets.put(partition, position.committed()));
        reader.commit(offsets);
    }
}
