package textmill.benchmarks.kafka;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import textmill.events.TextEvent;
import textmill.schema.serde.TextmillAvroSerializer;

/**
 * Produces text events whose key is their number, round robin over the partitions. The texts are encoded beforehand, so
 * that sending costs as little as it can.
 */
public final class TextSender implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<byte[]> values;
    private volatile @Nullable Exception failure;

    private TextSender(KafkaProducer<byte[], byte[]> producer, List<byte[]> values) {
        this.producer = producer;
        this.values = values;
    }

    /** A sender of these texts; message {@code n} holds text {@code n modulo their number}. */
    public static TextSender open(Bed bed, List<String> texts) {
        List<byte[]> values;
        try (TextmillAvroSerializer serializer = new TextmillAvroSerializer()) {
            serializer.configure(Map.of("schema.registry.url", bed.registryUrl()), false);
            values = texts.stream()
                    .map(text -> serializer.serialize(Bed.INPUT, new TextEvent(text, null)))
                    .toList();
        }
        // linger 0: what is sent now must not wait for more.
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bed.bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.ACKS_CONFIG,
                "all");
        return new TextSender(
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()), values);
    }

    /** Sends message {@code number}; returns at once. */
    public void send(int number) {
        send(number, List.of());
    }

    /** Sends message {@code number} with headers; returns at once. */
    public void send(int number, List<Header> headers) {
        byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        byte[] value = values.get(number % values.size());
        ProducerRecord<byte[], byte[]> event =
                new ProducerRecord<>(Bed.INPUT, number % Bed.PARTITIONS, key, value, headers);
        Future<RecordMetadata> unused = producer.send(event, (metadata, error) -> {
            if (error != null) {
                failure = error;
            }
        });
    }

    /** Waits for all acknowledgements; fails if one was refused. */
    public void flush() {
        producer.flush();
        Exception refused = failure;
        if (refused != null) {
            throw new IllegalStateException("a text could not be sent", refused);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
