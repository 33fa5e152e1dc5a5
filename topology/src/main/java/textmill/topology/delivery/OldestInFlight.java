package textmill.topology.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;

/**
 * For every partition the offset of the oldest record that was read and whose ending has not been forwarded. One
 * instance belongs to one Kafka Streams application. Thread-safe.
 *
 * <p>Entries belong to the thread that made them, because a partition can have two for a while: a thread that has lost it
 * without knowing yet, and the new owner. Each must commit by its own entry.
 */
public final class OldestInFlight {
    /** Nothing is in flight. */
    static final long NONE = Long.MAX_VALUE;
    /** Beginnings that are remembered of each partition: somebody asks a few seconds later. */
    private static final int MOST_BEGINNINGS = 32;

    private final ConcurrentMap<TopicPartition, List<Entry>> entries = new ConcurrentHashMap<>();
    private final Set<Thread> processing = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<TopicPartition, Deque<Beginning>> beginnings = new ConcurrentHashMap<>();

    private record Beginning(long offset, long atNanos) {}

    /** Opens an entry for a partition that the calling thread processes. */
    Entry open(TopicPartition partition) {
        processing.removeIf(thread -> !thread.isAlive());
        processing.add(Thread.currentThread());
        Entry entry = new Entry(partition, Thread.currentThread());
        entries.computeIfAbsent(partition, unused -> new CopyOnWriteArrayList<>())
                .add(entry);
        return entry;
    }

    /**
     * The greatest offset that the calling thread may commit for a partition, {@link #NONE} if there is no limit.
     *
     * <p>A thread that never processed anything has no entries of its own. Should a later Kafka commit on a thread of its
     * own, all entries hold for it: that may repeat results after a crash, but loses none.
     */
    long limit(TopicPartition partition) {
        boolean mineOnly = processing.contains(Thread.currentThread());
        long limit = NONE;
        for (Entry entry : entries.getOrDefault(partition, List.of())) {
            if (!mineOnly || entry.owner == Thread.currentThread()) {
                limit = Math.min(limit, entry.offset);
            }
        }
        return limit;
    }

    /**
     * The lowest offset at which somebody began to read a partition since a moment; empty if nobody did.
     *
     * @param sinceNanos by {@link System#nanoTime()}
     */
    OptionalLong began(TopicPartition partition, long sinceNanos) {
        Deque<Beginning> known = beginnings.get(partition);
        if (known == null) {
            return OptionalLong.empty();
        }
        synchronized (known) {
            return known.stream()
                    .filter(beginning -> beginning.atNanos - sinceNanos > 0)
                    .mapToLong(Beginning::offset)
                    .min();
        }
    }

    private void begins(TopicPartition partition, long offset) {
        Deque<Beginning> known = beginnings.computeIfAbsent(partition, unused -> new ArrayDeque<>());
        synchronized (known) {
            known.addLast(new Beginning(offset, System.nanoTime()));
            if (known.size() > MOST_BEGINNINGS) {
                known.removeFirst();
            }
        }
    }

    /** The entry of one processor for one partition. Written by its thread only. */
    final class Entry {
        private final TopicPartition partition;
        private final Thread owner;
        private volatile long offset = NONE;
        private boolean begun;

        private Entry(TopicPartition partition, Thread owner) {
            this.partition = partition;
            this.owner = owner;
        }

        void set(long oldestOffset) {
            if (!begun) {
                begun = true;
                begins(partition, oldestOffset);
            }
            offset = oldestOffset;
        }

        void close() {
            entries.computeIfPresent(partition, (unused, list) -> {
                list.remove(this);
                return list.isEmpty() ? null : list;
            });
        }
    }
}
