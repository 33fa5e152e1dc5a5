package textmill.topology.health;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * The changelogs from which Kafka Streams restores states, and how far it has come. Told by its threads, asked by the
 * watchdog's.
 */
public final class Restores implements StateRestoreListener {
    private final Map<TopicPartition, Restore> open = new ConcurrentHashMap<>();

    /**
     * The restore of one changelog, in offsets of which not each need be a record.
     *
     * @param first where it began
     * @param next behind what has been restored
     * @param end where it will be done
     */
    public record Restore(long first, long next, long end) {
        long left() {
            return Math.max(0, end - next);
        }
    }

    /** Those that are not done. */
    public Map<TopicPartition, Restore> open() {
        return Map.copyOf(open);
    }

    /** All are done: a thread that ends says nothing of what it leaves. */
    public void done() {
        open.clear();
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long firstOffset, long endOffset) {
        open.put(changelog, new Restore(firstOffset, firstOffset, endOffset));
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long lastOffset, long records) {
        open.computeIfPresent(changelog, (unused, restore) -> new Restore(restore.first, lastOffset + 1, restore.end));
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
        open.remove(changelog);
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long records) {
        open.remove(changelog);
    }
}
