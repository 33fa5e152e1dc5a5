package textmill.faults.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.GeneratedClassTrust;
import textmill.topology.result.ResultMarks;

/** Reads the committed embeddings of a topic from its beginning to its end, once nothing is written to it any more. */
public final class WholeTopic {
    private static final int WIRE_HEADER = 5;
    private static final Duration POLL = Duration.ofMillis(100);

    private final String brokers;
    private final ResultMarks marks;
    private final int partitions;

    /** A reader of topics with so many partitions. */
    public WholeTopic(String brokers, String registry, int partitions) {
        GeneratedClassTrust.trustTextmillEvents();
        this.brokers = brokers;
        this.partitions = partitions;
        Map<String, String> serde = Map.of("schema.registry.url", registry);
        this.marks = new ResultMarks(SchemaRegistry.connect(serde), serde);
    }

    /** Gives every result and the fingerprint of its model, in the order of each partition. */
    public void read(String topic, BiConsumer<OutputRecord, String> results) {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    results.accept(
                            decode(record), marks.of(record).orElseThrow().fingerprint());
                }
            }
        }
    }

    private static OutputRecord decode(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        try {
            return ResultKind.EMBEDDINGS.read(
                    record, DecoderFactory.get().binaryDecoder(value, WIRE_HEADER, value.length - WIRE_HEADER, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
