package textmill.topology.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines of an application without Kafka Streams: somebody else reads the records, hands them in, and takes what they
 * end with, in input order per partition. For work that has an end, such as a rehearsal or a second computation of what is
 * there. The rule of commits is the same: {@link #position} is never beyond a record whose ending has not been taken. Used
 * by one thread.
 */
public final class DirectDelivery implements AutoCloseable {
    private final Map<String, DirectPipeline> byInput = new HashMap<>();
    private final Map<DirectPipeline, PipelineDelivery> pipelines = new HashMap<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();

    DirectDelivery(List<PipelineDelivery> deliveries) {
        for (PipelineDelivery delivery : deliveries) {
            DirectPipeline pipeline = delivery.direct();
            pipelines.put(pipeline, delivery);
            delivery.inputs().forEach(topic -> byInput.put(topic, pipeline));
        }
    }

    /** Starts a record. Waits for room in the engine for as long as a stream thread would. */
    public void add(ConsumerRecord<byte[], byte[]> record) {
        pipeline(record.topic()).add(record);
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }

    private DirectPipeline pipeline(String topic) {
        return Objects.requireNonNull(byInput.get(topic), () -> "no pipeline reads topic " + topic);
    }

    /** Whether a partition's queue takes one more record without growing beyond its limits. */
    public boolean hasRoom(TopicPartition partition) {
        return pipeline(partition.topic()).hasRoom(partition);
    }

    /**
     * Hands on what has ended, all that a record ended with or nothing of it.
     *
     * @param partitions how many partitions a topic has
     * @param out takes the records, in order
     * @throws RuntimeException if the engine gave no verdict, or the schema registry refuses a schema
     */
    public void settle(ToIntFunction<String> partitions, Consumer<ProducerRecord<byte[], byte[]>> out) {
        pipelines.forEach((pipeline, delivery) -> {
            Map<String, String> topics = delivery.sinks();
            pipeline.forwardEnded((record, sink) -> {
                String topic = Objects.requireNonNull(topics.get(sink));
                Integer partition = partition(delivery.partitions(), topic, record, partitions.applyAsInt(topic));
                out.accept(new ProducerRecord<>(
                        topic, partition, record.timestamp(), record.key(), record.value(), record.headers()));
            });
        });
    }

    /** Null where the producer is to choose by the key. */
    private static @Nullable Integer partition(
            KeepPartition keep, String topic, Record<byte[], byte[]> record, int partitions) {
        Optional<Set<Integer>> chosen =
                keep.partitions(topic, record.key(), record.value(), record.headers(), partitions);
        return chosen.map(set -> set.iterator().next()).orElse(null);
    }

    /** Records whose ending has not been taken. */
    public int inFlight() {
        return pipelines.keySet().stream().mapToInt(DirectPipeline::inFlight).sum();
    }

    /**
     * The offset of a partition up to which every record has ended and its ending was taken; empty if none of it was
     * handed in.
     */
    public Optional<Long> position(TopicPartition partition) {
        Long oldest = pipeline(partition.topic()).oldest(partition);
        return Optional.ofNullable(oldest == null ? next.get(partition) : oldest);
    }

    /** True if nothing of a partition is in flight. */
    public boolean isIdle(TopicPartition partition) {
        return pipeline(partition.topic()).oldest(partition) == null;
    }

    /** How the records of each pipeline ended so far. */
    public List<Counters> counters() {
        return pipelines.values().stream().map(PipelineDelivery::counters).toList();
    }

    /** Drops what is in flight: it is to be read again. */
    @Override
    public void close() {
        pipelines.keySet().forEach(DirectPipeline::close);
    }
}
