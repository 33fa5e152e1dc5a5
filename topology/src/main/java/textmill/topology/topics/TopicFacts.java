package textmill.topology.topics;

/**
 * The properties of a topic that decide whether the broker takes a record. Under exactly-once a refused record puts the
 * whole transaction in error, so they are checked before a record is sent.
 *
 * @param partitions number of partitions, 0 if not known
 * @param maxRecordBytes largest record, the smaller of the topic's {@code max.message.bytes} and the producer's
 *     {@code max.request.size}
 * @param keyRequired the topic is compacted and refuses records without a key
 * @param maxAgeMs largest distance of a timestamp into the past, milliseconds
 * @param maxAheadMs largest distance of a timestamp into the future, milliseconds
 * @param retentionMs age beyond which a record is removed, by its timestamp, milliseconds
 * @param appendTime whether the broker stamps records when it appends them, whatever their producer said
 */
public record TopicFacts(
        int partitions,
        int maxRecordBytes,
        boolean keyRequired,
        long maxAgeMs,
        long maxAheadMs,
        long retentionMs,
        boolean appendTime) {

    /** A topic whose records have the time of their producer. */
    public TopicFacts(
            int partitions, int maxRecordBytes, boolean keyRequired, long maxAgeMs, long maxAheadMs, long retentionMs) {
        this(partitions, maxRecordBytes, keyRequired, maxAgeMs, maxAheadMs, retentionMs, false);
    }

    /** A topic that keeps its records for ever. */
    public TopicFacts(int partitions, int maxRecordBytes, boolean keyRequired, long maxAgeMs, long maxAheadMs) {
        this(partitions, maxRecordBytes, keyRequired, maxAgeMs, maxAheadMs, Long.MAX_VALUE);
    }

    /** A topic about which nothing is known but the producer's limit. */
    public static TopicFacts unknown(int maxRequestBytes) {
        return new TopicFacts(0, maxRequestBytes, false, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Whether a record with this timestamp is kept for some time yet at this time. */
    public boolean keepsTimestamp(long timestampMs, long nowMs) {
        return nowMs - timestampMs <= retentionMs;
    }

    /** Whether the broker takes a record with this timestamp at this time. */
    public boolean takesTimestamp(long timestampMs, long nowMs) {
        return nowMs - timestampMs <= maxAgeMs && timestampMs - nowMs <= maxAheadMs;
    }
}
