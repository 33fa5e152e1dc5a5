package textmill.topology.delivery;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.Origin;

/**
 * Chooses the partition of an output record so that the order of the input survives. If both topics have the same number
 * of partitions, the output takes the input's: that keeps keys together however the producer spread them, and keeps the
 * order of records without a key. Otherwise a key decides as usual, and records without one stay together by partition.
 */
final class KeepPartition implements StreamPartitioner<byte[], byte[]> {
    private final Map<String, Integer> inputPartitions;

    @SuppressWarnings("ThreadLocalUsage") // threads forward for one application only
    private final ThreadLocal<@Nullable Origin> source = new ThreadLocal<>();

    /** @param inputPartitions partitions of the input topics; those that are not known are missing or 0 */
    KeepPartition(Map<String, Integer> inputPartitions) {
        this.inputPartitions = Map.copyOf(inputPartitions);
    }

    /** Says where the record comes from that the calling thread forwards next; Kafka Streams does not pass it on. */
    void nextIsFrom(Origin origin) {
        source.set(origin);
    }

    /** The same without headers; nobody asks it any more, and it must be there until Kafka removes it. */
    @Override
    @SuppressWarnings("removal")
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int numPartitions) {
        return partitions(topic, key, value, new RecordHeaders(), numPartitions);
    }

    @Override
    public Optional<Set<Integer>> partitions(
            String topic, byte[] key, byte[] value, Headers headers, int numPartitions) {
        Origin origin = source.get();
        if (origin == null) {
            return Optional.empty();
        }
        int from = origin.partition();
        if (numPartitions == inputPartitions.getOrDefault(origin.topic(), 0) && from < numPartitions) {
            return Optional.of(Set.of(from));
        }
        return isMissing(key) ? Optional.of(Set.of(from % numPartitions)) : Optional.empty();
    }

    private static boolean isMissing(byte @Nullable [] key) {
        return key == null;
    }
}
