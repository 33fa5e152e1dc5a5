package textmill.topology.health;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether the restore of states goes on, from one look to the next. It is progress though nothing is committed meanwhile; one that
 * begins anew is none before it has come further than the one before, or states that are lost again and again would count.
 * Used by one thread.
 */
final class RestoreProgress {
    private final Map<TopicPartition, Long> furthest = new HashMap<>();
    private Map<TopicPartition, Long> committed = Map.of();
    private Map<TopicPartition, Restores.Restore> open = Map.of();
    private long beganNanos;
    private long movedNanos = Long.MIN_VALUE;

    /** @param now what is not done */
    void look(Map<TopicPartition, Restores.Restore> now, Snapshot snapshot, long nowNanos) {
        if (snapshot.group().isEmpty() && !snapshot.committed().equals(committed)) {
            committed = Map.copyOf(snapshot.committed());
            furthest.clear();
        }
        if (open.isEmpty()) {
            beganNanos = nowNanos;
        }
        open = now;
        open.forEach((changelog, restore) -> {
            Long before = furthest.get(changelog);
            if (before == null || restore.next() > before) {
                furthest.put(changelog, restore.next());
                movedNanos = nowNanos;
            }
        });
    }

    /** Nobody could restore anything before this moment. */
    void restart(long nowNanos) {
        beganNanos = nowNanos;
        movedNanos = nowNanos;
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    /** When the first look saw it. */
    long beganNanos() {
        return beganNanos;
    }

    /** When a look last saw that it had come further; long ago if none did. */
    long movedNanos() {
        return movedNanos;
    }

    /** What is being restored; not all offsets are records. */
    @Override
    public String toString() {
        long left = open.values().stream().mapToLong(Restores.Restore::left).sum();
        long all = open.values().stream()
                .mapToLong(restore -> restore.end() - restore.first())
                .sum();
        return "the states of " + open.size() + (open.size() == 1 ? " partition" : " partitions")
                + " are being restored, at most " + left + " of " + all + " records are left";
    }
}
