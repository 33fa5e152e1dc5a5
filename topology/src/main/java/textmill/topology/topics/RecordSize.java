package textmill.topology.topics;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The size of a record as the producer and the broker count it: an upper bound for a batch that holds it alone,
 * uncompressed, in message format 2 (KIP-98). Kafka's own estimate is not public.
 */
public final class RecordSize {
    /** Header of a record batch. */
    private static final int BATCH = 61;
    /** Length, attributes, timestamp and offset deltas, number of headers: their longest variable-length forms. */
    private static final int RECORD = 5 + 1 + 10 + 5 + 5;
    /** Longest variable-length form of a length. */
    private static final int LENGTH = 5;

    private RecordSize() {}

    /** Bytes of a record that is alone in its batch. */
    public static long of(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return BATCH + RECORD + bytes(key) + bytes(value) + of(headers);
    }

    /** Bytes of the headers alone. */
    public static long of(Headers headers) {
        long sum = 0;
        for (Header header : headers) {
            sum += LENGTH + Utils.utf8Length(header.key()) + bytes(header.value());
        }
        return sum;
    }

    private static long bytes(byte @Nullable [] field) {
        return LENGTH + (field == null ? 0L : field.length);
    }
}
