package textmill.topology.delivery;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the partition of an output record so that the order of the input survives. If both topics have the same number
 * of partitions, the output takes the input's: that keeps keys together however the producer spread them, and keeps the
 * order of records without a key. Otherwise a key decides as usual, and records without one stay together by partition.
 */
final class KeepPartition implements StreamPartitioner<byte[], byte[]> {
    private final int inputPartitions;
    private final ThreadLocal<@Nullable Integer> source = new ThreadLocal<>();

    /** @param inputPartitions partitions of the input topic, 0 if not known */
    KeepPartition(int inputPartitions) {
        this.inputPartitions = inputPartitions;
    }

    /** Says where the record comes from that the calling thread forwards next; Kafka Streams does not pass it on. */
    void nextIsFrom(int partition) {
        source.set(partition);
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int numPartitions) {
        Integer from = source.get();
        if (from == null) {
            return Optional.empty();
        }
        if (numPartitions == inputPartitions && from < numPartitions) {
            return Optional.of(Set.of(from));
        }
        return isMissing(key) ? Optional.of(Set.of(from % numPartitions)) : Optional.empty();
    }

    private static boolean isMissing(byte @Nullable [] key) {
        return key == null;
    }
}
