package textmill.topology.reembed;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import textmill.topology.delivery.DirectDelivery;

/**
 * Reads the stretches of a job, has their texts computed, and hands on results and progress. It may be stopped or killed at
 * any moment and goes on where it was. Used by one thread.
 */
final class Reembedding {
    private static final Duration BUSY = Duration.ofMillis(5);
    private static final Duration IDLE = Duration.ofMillis(50);
    private static final long TRANSACTION_NANOS = Duration.ofMillis(500).toNanos();

    private final Consumer<byte[], byte[]> consumer;
    private final DirectDelivery delivery;
    private final JobProgress progress;
    private final Pace pace;

    /** @param consumer assigned here; not closed here */
    Reembedding(Consumer<byte[], byte[]> consumer, DirectDelivery delivery, JobProgress progress, Pace pace) {
        this.consumer = consumer;
        this.delivery = delivery;
        this.progress = progress;
        this.pace = pace;
    }

    /**
     * Works until every stretch is done, or it is to stop; what has been handed on by then is committed.
     *
     * @param listener told after every commit
     */
    void run(NewResults results, BooleanSupplier stopping, ReembedListener listener) {
        consumer.assign(progress.partitions());
        progress.partitions()
                .forEach(partition ->
                        consumer.seek(partition, progress.of(partition).position()));
        long due = System.nanoTime() + TRANSACTION_NANOS;
        while (!progress.isDone() && !stopping.getAsBoolean()) {
            read();
            delivery.settle(results::partitions, results::take);
            pace.settled(delivery.inFlight());
            if (System.nanoTime() >= due || isAllRead()) {
                results.commit(reached());
                listener.committed(progress.left());
                due = System.nanoTime() + TRANSACTION_NANOS;
            }
        }
        results.commit(reached());
        listener.committed(progress.left());
    }

    private void read() {
        Set<TopicPartition> waiting = new HashSet<>();
        for (TopicPartition partition : progress.partitions()) {
            boolean read =
                    consumer.position(partition) >= progress.of(partition).until();
            if (read || !pace.allowsMore() || !delivery.hasRoom(partition)) {
                waiting.add(partition);
            }
        }
        Set<TopicPartition> wanted = new HashSet<>(progress.partitions());
        wanted.removeAll(waiting);
        consumer.pause(waiting);
        consumer.resume(wanted);
        for (ConsumerRecord<byte[], byte[]> record :
                consumer.poll(delivery.inFlight() > 0 ? BUSY : pace.atMost(IDLE))) {
            if (record.offset()
                    < progress.of(new TopicPartition(record.topic(), record.partition()))
                            .until()) {
                pace.started();
                delivery.add(record);
            }
        }
    }

    /** Nothing is left to read, and nothing in flight. */
    private boolean isAllRead() {
        return delivery.inFlight() == 0
                && progress.partitions().stream()
                        .allMatch(partition -> consumer.position(partition)
                                >= progress.of(partition).until());
    }

    /** The stretches that have come further since the last commit. */
    private Map<TopicPartition, Stretch> reached() {
        Map<TopicPartition, Stretch> further = new HashMap<>();
        for (TopicPartition partition : progress.partitions()) {
            Stretch before = progress.of(partition);
            // Behind the last record there may be markers of transactions.
            boolean passed = delivery.isIdle(partition) && consumer.position(partition) >= before.until();
            Stretch now = before.at(
                    passed ? before.until() : delivery.position(partition).orElse(before.position()));
            if (!now.equals(before)) {
                further.put(partition, now);
            }
        }
        return further;
    }
}
