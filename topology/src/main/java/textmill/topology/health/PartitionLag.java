package textmill.topology.health;

import org.apache.kafka.common.TopicPartition;

/**
 * How far a partition of the input is behind.
 *
 * @param partition which
 * @param records records whose ending is not committed; an upper bound where offsets hold no record, and 0 exactly if none
 *     is left
 * @param seconds age of the oldest of them by its own timestamp
 */
public record PartitionLag(TopicPartition partition, long records, double seconds) {}
