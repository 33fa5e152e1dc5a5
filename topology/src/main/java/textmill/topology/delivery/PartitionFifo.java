package textmill.topology.delivery;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records of one partition whose endings have not been forwarded, in input order. Keeps the partition's entry in
 * {@link OldestInFlight}, and counts what enters and leaves. Used by the stream thread only.
 */
final class PartitionFifo {
    final TopicPartition partition;
    private final OldestInFlight.Entry oldest;
    private final Counters counters;
    private final ArrayDeque<InFlight> records = new ArrayDeque<>();
    private long bytes;
    private int undecoded;

    PartitionFifo(TopicPartition partition, OldestInFlight oldest, Counters counters) {
        this.partition = partition;
        this.counters = counters;
        this.oldest = oldest.open(partition);
    }

    boolean isFor(String topic, int number) {
        return partition.partition() == number && partition.topic().equals(topic);
    }

    void add(InFlight record) {
        if (records.isEmpty()) {
            oldest.set(record.origin.offset());
        }
        records.add(record);
        bytes += record.bytes();
        counters.read();
    }

    @Nullable
    InFlight head() {
        return records.peek();
    }

    /**
     * Lets the head go, whose ending has just been forwarded.
     *
     * @param beganNanos when forwarding began
     */
    void removeHead(Ending forwarded, long beganNanos) {
        InFlight head = records.remove();
        bytes -= head.bytes();
        InFlight next = records.peek();
        oldest.set(next == null ? OldestInFlight.NONE : next.origin.offset());
        counters.ended(forwarded);
        head.leave(forwarded, beganNanos, counters.observer());
        settle(head);
    }

    private void settle(InFlight record) {
        if (record.isSubmitted()) {
            counters.settled();
        }
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    int size() {
        return records.size();
    }

    long bytes() {
        return bytes;
    }

    Iterator<InFlight> iterator() {
        return records.iterator();
    }

    /** How many records wait for their schema or were read after the intake was closed. */
    int undecoded() {
        return undecoded;
    }

    void undecoded(int change) {
        undecoded += change;
    }

    /** Drops everything: the records will be read again. */
    void close() {
        counters.returned(records.size());
        records.forEach(InFlight::giveBack);
        records.forEach(this::settle);
        records.clear();
        oldest.close();
    }
}
