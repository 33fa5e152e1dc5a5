package textmill.topology.delivery;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Lets records without a timestamp through, which Kafka Streams would drop or die of: they are marked, and the processor
 * makes them dead letters. Their own time is that of their arrival.
 */
public final class NoTimestamp implements TimestampExtractor {
    /** Marks a record without a timestamp between the source and the processor. */
    static final String HEADER = "__textmill.timestamp.missing";

    private static final byte[] NOTHING = {};

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return of(record);
    }

    /** The record's time, or the present, and a mark on the record. */
    static long of(ConsumerRecord<?, ?> record) {
        if (record.timestamp() >= 0) {
            return record.timestamp();
        }
        record.headers().add(HEADER, NOTHING);
        return System.currentTimeMillis();
    }
}
