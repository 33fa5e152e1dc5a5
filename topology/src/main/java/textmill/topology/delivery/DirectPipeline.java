package textmill.topology.delivery;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Origin;

/** One pipeline of a {@link DirectDelivery}. Used by one thread. */
final class DirectPipeline implements AutoCloseable {
    private final TextIntake intake;
    private final Forwarder forwarder;
    private final PartitionFifos fifos;
    private final Limits limits;

    DirectPipeline(TextIntake intake, Forwarder forwarder, PartitionFifos fifos, Limits limits) {
        this.intake = intake;
        this.forwarder = forwarder;
        this.fifos = fifos;
        this.limits = limits;
    }

    void add(ConsumerRecord<byte[], byte[]> read) {
        PartitionFifo fifo = fifos.of(read.topic(), read.partition());
        long time = NoTimestamp.of(read);
        InFlight arrived = new InFlight(
                new Record<>(read.key(), read.value(), time, read.headers()),
                new Origin(read.topic(), read.partition(), read.offset()));
        fifo.add(arrived);
        intake.begin(fifo, arrived);
    }

    void forwardEnded(Forwarder.Target target) {
        limits.newRound();
        for (PartitionFifo fifo : fifos) {
            intake.resume(fifo);
            forwardEnded(fifo, target);
        }
    }

    private void forwardEnded(PartitionFifo fifo, Forwarder.Target target) {
        for (InFlight head = fifo.head(); head != null; head = fifo.head()) {
            Ending ending = TextProcessor.endingOf(head, limits);
            long began = System.nanoTime();
            Ending forwarded = ending == null ? null : forwarder.forward(target, null, head, ending);
            if (forwarded == null) {
                return;
            }
            fifo.removeHead(forwarded, began);
        }
    }

    boolean hasRoom(TopicPartition partition) {
        return limits.overrun(fifos.of(partition.topic(), partition.partition())) < 0;
    }

    int inFlight() {
        int sum = 0;
        for (PartitionFifo fifo : fifos) {
            sum += fifo.size();
        }
        return sum;
    }

    /** Offset of the oldest record of a partition that is in flight, or null. */
    @Nullable
    Long oldest(TopicPartition partition) {
        InFlight head = fifos.of(partition.topic(), partition.partition()).head();
        return head == null ? null : head.origin.offset();
    }

    @Override
    public void close() {
        fifos.close();
        intake.close();
    }
}
