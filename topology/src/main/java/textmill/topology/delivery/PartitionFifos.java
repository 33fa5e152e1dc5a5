package textmill.topology.delivery;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** The queues of one processor: one for each partition that it has seen. Used by the stream thread only. */
final class PartitionFifos implements Iterable<PartitionFifo> {
    private final OldestInFlight oldest;
    private final Counters counters;
    private final List<PartitionFifo> fifos = new ArrayList<>(1);

    PartitionFifos(OldestInFlight oldest, Counters counters) {
        this.oldest = oldest;
        this.counters = counters;
    }

    /** The queue of a partition, opened at its first record. */
    PartitionFifo of(String topic, int partition) {
        for (PartitionFifo fifo : fifos) {
            if (fifo.isFor(topic, partition)) {
                return fifo;
            }
        }
        PartitionFifo fifo = new PartitionFifo(new TopicPartition(topic, partition), oldest, counters);
        fifos.add(fifo);
        return fifo;
    }

    @Override
    public Iterator<PartitionFifo> iterator() {
        return fifos.iterator();
    }

    /** Drops everything: the records will be read again. */
    void close() {
        fifos.forEach(PartitionFifo::close);
        fifos.clear();
    }
}
