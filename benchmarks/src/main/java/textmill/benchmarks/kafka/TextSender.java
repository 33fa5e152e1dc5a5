package textmill.benchmarks.kafka;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
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
 * Produces text events whose key is their number, round robin over the partitions. The texts of the first pass are encoded
 * beforehand, so that sending costs as little as it can. Not thread-safe.
 */
public final class TextSender implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final TextmillAvroSerializer serializer;
    private final IntFunction<byte[]> encoded;
    private final List<byte[]> firstPass;
    private final int partitions;
    private volatile @Nullable Exception failure;

    private TextSender(
            KafkaProducer<byte[], byte[]> producer,
            TextmillAvroSerializer serializer,
            IntFunction<byte[]> encoded,
            List<byte[]> firstPass,
            int partitions) {
        this.producer = producer;
        this.serializer = serializer;
        this.encoded = encoded;
        this.firstPass = firstPass;
        this.partitions = partitions;
    }

    /**
     * A sender of these texts; message {@code n} holds text {@code n modulo their number}. For at most one pass at a time:
     * equal texts that are in flight together are computed once.
     */
    public static TextSender open(Bed bed, List<String> texts) {
        return open(bed, number -> texts.get(number % texts.size()), texts.size());
    }

    /** A sender of {@link EndlessTexts}. */
    public static TextSender endless(Bed bed, List<String> texts) {
        return open(bed, new EndlessTexts(texts)::text, texts.size());
    }

    private static TextSender open(Bed bed, IntFunction<String> texts, int firstPass) {
        TextmillAvroSerializer serializer = new TextmillAvroSerializer();
        serializer.configure(Map.of("schema.registry.url", bed.registryUrl()), false);
        IntFunction<byte[]> encoded = number ->
                Objects.requireNonNull(serializer.serialize(Bed.INPUT, new TextEvent(texts.apply(number), null)));
        // Before there is a producer, whose thread nobody would stop if the registry does not answer.
        List<byte[]> all = IntStream.range(0, firstPass).mapToObj(encoded).toList();
        // linger 0: what is sent now must not wait for more.
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bed.bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.ACKS_CONFIG,
                "all");
        return new TextSender(
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()),
                serializer,
                encoded,
                all,
                bed.partitions());
    }

    /** Sends message {@code number}; returns at once. */
    public void send(int number) {
        send(number, List.of());
    }

    /** Sends message {@code number} with headers; returns at once. */
    public void send(int number, List<Header> headers) {
        byte[] key = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        byte[] value = number < firstPass.size() ? firstPass.get(number) : encoded.apply(number);
        ProducerRecord<byte[], byte[]> event =
                new ProducerRecord<>(Bed.INPUT, number % partitions, key, value, headers);
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
        serializer.close();
    }
}
