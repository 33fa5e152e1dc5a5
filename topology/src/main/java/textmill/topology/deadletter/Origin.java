package textmill.topology.deadletter;

/**
 * Where a record was read.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset within the partition
 */
public record Origin(String topic, int partition, long offset) {
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
