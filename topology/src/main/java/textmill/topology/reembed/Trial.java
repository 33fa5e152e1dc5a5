package textmill.topology.reembed;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import textmill.topology.delivery.DirectDelivery;

/** Computes some of a job's records and forgets them, to know how long all of them will take. Used by one thread. */
final class Trial {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final long WAIT_NANOS = Duration.ofMillis(1).toNanos();
    private static final int MOST = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final DirectDelivery delivery;
    private final JobProgress progress;
    private final Pace pace;

    Trial(Consumer<byte[], byte[]> consumer, DirectDelivery delivery, JobProgress progress, Pace pace) {
        this.consumer = consumer;
        this.delivery = delivery;
        this.progress = progress;
        this.pace = pace;
    }

    /** Records a second; 0 if there are none. */
    double perSecond(Duration longest) {
        Set<TopicPartition> partitions = progress.partitions();
        consumer.assign(partitions);
        partitions.forEach(
                partition -> consumer.seek(partition, progress.of(partition).position()));
        long began = System.nanoTime();
        long deadline = began + longest.toNanos();
        long started = 0;
        boolean more = progress.left() > 0;
        while ((more && System.nanoTime() < deadline) || delivery.inFlight() > 0) {
            if (more && pace.allowsMore()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    pace.started();
                    delivery.add(record);
                    started++;
                }
                more = started < MOST && System.nanoTime() < deadline && !isRead(partitions);
            } else {
                LockSupport.parkNanos(WAIT_NANOS);
            }
            delivery.settle(topic -> 1, unused -> {});
            pace.settled(delivery.inFlight());
        }
        return started * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - began);
    }

    private boolean isRead(Set<TopicPartition> partitions) {
        return partitions.stream()
                .allMatch(partition ->
                        consumer.position(partition) >= progress.of(partition).until());
    }
}
