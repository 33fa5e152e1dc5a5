package textmill.cli.run;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import textmill.cli.console.StopSignal;
import textmill.topology.delivery.Delivery;
import textmill.topology.delivery.DirectDelivery;

/** Takes some records from where a consumer stands, and shows what they end with. Used by one thread. */
final class Rehearsal {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Consumer<byte[], byte[]> consumer;
    private final Delivery delivery;
    private final WouldWrite out;
    private final Map<String, Integer> partitions = new HashMap<>();

    /** Closes none of them. */
    Rehearsal(Consumer<byte[], byte[]> consumer, Delivery delivery, WouldWrite out) {
        this.consumer = consumer;
        this.delivery = delivery;
        this.out = out;
    }

    void run(int most, StopSignal stop) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        int taken = 0;
        try (DirectDelivery direct = delivery.direct()) {
            boolean more = true;
            while ((more || direct.inFlight() > 0) && !stop.stopping()) {
                if (more) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                        if (taken < most) {
                            taken++;
                            direct.add(record);
                        }
                    }
                    more = taken < most && isAnythingLeft(ends);
                }
                direct.settle(this::partitions, out::print);
            }
        }
        out.end(taken, delivery.pipelines());
    }

    private boolean isAnythingLeft(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private int partitions(String topic) {
        return partitions.computeIfAbsent(topic, asked -> {
            var found = consumer.partitionsFor(asked);
            return found == null
                    ? 0
                    : found.stream().mapToInt(PartitionInfo::partition).max().orElse(-1) + 1;
        });
    }
}
