package textmill.topology.health;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What waits in each partition of the input, and when it last became less. A record waits until its ending is committed.
 * Written by one thread, read by all.
 */
final class Backlog {
    private final boolean fromEnd;
    private final Map<TopicPartition, Partition> partitions = new ConcurrentHashMap<>();

    /** @param fromEnd whether a partition without a committed offset is read from its end */
    Backlog(boolean fromEnd) {
        this.fromEnd = fromEnd;
    }

    /**
     * One partition.
     *
     * @param resume the first offset that is not committed
     * @param end behind the last readable record
     * @param first what is at {@code resume}, once somebody has looked
     * @param movedNanos when {@code resume} changed, or this partition came to us
     * @param waitingNanos since when records wait
     */
    private record Partition(
            long resume, long end, Optional<OldestUnread.Found> first, long movedNanos, long waitingNanos) {
        Partition after(long newResume, long newEnd, long nowNanos) {
            boolean moved = resume != newResume;
            // A record stays where it is; a stretch that held none may have got one.
            Optional<OldestUnread.Found> known = moved
                    ? Optional.empty()
                    : first.filter(found -> end == newEnd || found instanceof OldestUnread.Found.At);
            return new Partition(
                    newResume, newEnd, known, moved ? nowNanos : movedNanos, isEmpty() ? nowNanos : waitingNanos);
        }

        Partition movedAt(long nowNanos) {
            return new Partition(resume, end, first, nowNanos, waitingNanos);
        }

        boolean isEmpty() {
            return end <= resume
                    || first.filter(OldestUnread.Found.Nothing.class::isInstance)
                            .isPresent();
        }

        long lag() {
            return isEmpty() ? 0 : end - resume;
        }
    }

    /** How far one partition is behind. */
    record Lag(TopicPartition partition, long records, OptionalLong oldestMs) {}

    /** Takes over what the brokers said. Partitions in other hands never count as stuck here. */
    void update(Snapshot snapshot, Set<TopicPartition> ours, long nowNanos) {
        partitions
                .keySet()
                .removeIf(partition ->
                        isGone(partition, snapshot.topics().getOrDefault(partition.topic(), Snapshot.Topic.missing())));
        snapshot.logs().forEach((partition, log) -> {
            Partition before = partitions.get(partition);
            long resume = resume(snapshot.committed().get(partition), log, before);
            Partition now = before == null
                    ? new Partition(resume, log.end(), Optional.empty(), nowNanos, nowNanos)
                    : before.after(resume, log.end(), nowNanos);
            if (!ours.contains(partition)) {
                now = now.movedAt(nowNanos);
            }
            partitions.put(partition, now);
        });
    }

    /** With its topic, or because the topic was made anew with fewer partitions. */
    private static boolean isGone(TopicPartition partition, Snapshot.Topic topic) {
        return !topic.exists() || (topic.refusal().isEmpty() && partition.partition() >= topic.partitions());
    }

    private long resume(@Nullable Long committed, Snapshot.Log log, @Nullable Partition before) {
        if (committed == null) {
            return fromEnd ? (before == null ? log.end() : before.resume) : log.start();
        }
        // Beyond the end: the topic was deleted and made anew, and is read from its beginning.
        return committed > log.end() ? log.start() : Math.max(committed, log.start());
    }

    /** Stretches that nobody has looked into. */
    Map<TopicPartition, Snapshot.Log> unseen(Set<TopicPartition> ours) {
        Map<TopicPartition, Snapshot.Log> unseen = new HashMap<>();
        partitions.forEach((partition, now) -> {
            if (ours.contains(partition) && now.first.isEmpty() && now.end > now.resume) {
                unseen.put(partition, new Snapshot.Log(now.resume, now.end));
            }
        });
        return unseen;
    }

    /** Takes over what was found in stretches. */
    void found(Map<TopicPartition, OldestUnread.Found> answers) {
        answers.forEach((partition, found) -> partitions.computeIfPresent(
                partition,
                (unused, now) ->
                        new Partition(now.resume, now.end, Optional.of(found), now.movedNanos, now.waitingNanos)));
    }

    /** Nothing counts as stuck from before this moment. */
    void restart(long nowNanos) {
        partitions.replaceAll((unused, now) -> new Partition(now.resume, now.end, now.first, nowNanos, nowNanos));
    }

    /** Records that wait in these partitions; an upper bound where offsets hold none. */
    long waiting(Set<TopicPartition> ours) {
        return lags(ours).stream().mapToLong(Lag::records).sum();
    }

    /** Since when records have waited in these partitions without any of them moving; empty if none waits. */
    OptionalLong stalledSince(Set<TopicPartition> ours) {
        OptionalLong waiting = OptionalLong.empty();
        long moved = Long.MIN_VALUE;
        for (Map.Entry<TopicPartition, Partition> entry : partitions.entrySet()) {
            if (!ours.contains(entry.getKey())) {
                continue;
            }
            Partition partition = entry.getValue();
            moved = Math.max(moved, partition.movedNanos);
            if (!partition.isEmpty()) {
                long since = partition.waitingNanos;
                waiting = OptionalLong.of(Math.min(waiting.orElse(since), since));
            }
        }
        return waiting.isEmpty() ? waiting : OptionalLong.of(Math.max(waiting.getAsLong(), moved));
    }

    /** Since when a single partition's records have waited without moving; empty if none waits. */
    OptionalLong stalledSince(TopicPartition partition) {
        Partition now = partitions.get(partition);
        return now == null || now.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(now.movedNanos, now.waitingNanos));
    }

    /** How far these partitions are behind. */
    List<Lag> lags(Set<TopicPartition> ours) {
        return partitions.entrySet().stream()
                .filter(entry -> ours.contains(entry.getKey()))
                .map(entry -> lag(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Lag lag(TopicPartition partition, Partition now) {
        OptionalLong oldest = now.isEmpty() || !(now.first.orElse(null) instanceof OldestUnread.Found.At at)
                ? OptionalLong.empty()
                : OptionalLong.of(at.timestampMs());
        return new Lag(partition, now.lag(), oldest);
    }
}
