package textmill.topology.reembed;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import textmill.topology.delivery.DirectDelivery;

/** Computes some of a job's records and forgets them, to know how long all of them will take. Used by one thread. */
final class Trial {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int MOST = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final DirectDelivery delivery;
    private final JobProgress progress;

    private Trial(Consumer<byte[], byte[]> consumer, DirectDelivery delivery, JobProgress progress) {
        this.consumer = consumer;
        this.delivery = delivery;
        this.progress = progress;
    }

    static Trial of(Consumer<byte[], byte[]> consumer, DirectDelivery delivery, JobProgress progress) {
        return new Trial(consumer, delivery, progress);
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
            if (more) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    delivery.add(record);
                    started++;
                }
                more = started < MOST && System.nanoTime() < deadline && !isRead(partitions);
            }
            delivery.settle(topic -> 1, unused -> {});
        }
        return started * (double) TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - began);
    }

    private boolean isRead(Set<TopicPartition> partitions) {
        return partitions.stream()
                .allMatch(partition ->
                        consumer.position(partition) >= progress.of(partition).until());
    }
}
