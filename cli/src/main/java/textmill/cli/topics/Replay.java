package textmill.cli.topics;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import textmill.topology.deadletter.ErrorHeaders;

/** Sends dead letters to where they came from, as they were. Not thread-safe. */
final class Replay implements AutoCloseable {
    private static final Set<String> ADDED = Set.of(
            ErrorHeaders.EXCEPTION,
            ErrorHeaders.MESSAGE,
            ErrorHeaders.STACKTRACE,
            ErrorHeaders.TOPIC,
            ErrorHeaders.PARTITION,
            ErrorHeaders.OFFSET,
            ErrorHeaders.REASON,
            ErrorHeaders.TIMESTAMP,
            ErrorHeaders.CUT);

    private final KafkaProducer<byte[], byte[]> producer;
    private long sent;
    private volatile @Nullable Exception failure;

    Replay(Map<String, Object> kafka) {
        kafka.put("enable.idempotence", true);
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends one; false if it cannot be sent as it was, because it was cut or says not where it came from. */
    boolean send(ConsumerRecord<byte[], byte[]> record) {
        DeadLetterHeaders headers = DeadLetterHeaders.of(record.headers());
        if (headers.topic().isEmpty() || record.headers().lastHeader(ErrorHeaders.CUT) != null) {
            return false;
        }
        RecordHeaders original = new RecordHeaders();
        for (Header header : record.headers()) {
            if (!ADDED.contains(header.key())) {
                original.add(header);
            }
        }
        Long timestamp = record.timestamp() < 0 ? null : record.timestamp();
        // The callback sees a failure, the future would not be looked at.
        Future<?> unused = producer.send(
                new ProducerRecord<>(headers.topic(), null, timestamp, record.key(), record.value(), original),
                (place, e) -> {
                    if (e != null) {
                        failure = e;
                    }
                });
        sent++;
        return true;
    }

    /** Waits until everything has arrived. */
    void flush() {
        producer.flush();
        Exception broken = failure;
        if (broken != null) {
            throw broken instanceof RuntimeException known ? known : new IllegalStateException(broken);
        }
    }

    long sent() {
        return sent;
    }

    @Override
    public void close() {
        producer.close();
    }
}
