package textmill.faults.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import textmill.events.TextEmbedding;
import textmill.schema.serde.GeneratedClassTrust;

/** Reads committed results and dead letters for as long as a test runs, faults or not. */
public final class OutputReader implements AutoCloseable {
    private static final int WIRE_HEADER = 5;
    private static final Duration POLL = Duration.ofMillis(50);

    private final Topics topics;
    private final Oracle oracle;
    private final Gaps gaps;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::read, "output-reader");
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final SpecificDatumReader<TextEmbedding> datums;
    private @Nullable BinaryDecoder decoder;
    private volatile Map<TopicPartition, Long> positions = Map.of();
    private volatile boolean stopping;

    /**
     * Where output is found.
     *
     * @param results with {@link TextEmbedding}s
     * @param deadLetters with dead letters
     * @param partitions of each
     */
    public record Topics(String results, String deadLetters, int partitions) {}

    /** Prepares a reader; {@link #start} begins. */
    public OutputReader(String bootstrapServers, Topics topics, Oracle oracle, Gaps gaps) {
        GeneratedClassTrust.trustTextmillEvents();
        this.datums = new SpecificDatumReader<>(TextEmbedding.getClassSchema());
        this.topics = topics;
        this.oracle = oracle;
        this.gaps = gaps;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "fetch.max.wait.ms",
                        50,
                        "max.poll.records",
                        5_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = Stream.of(topics.results, topics.deadLetters)
                .flatMap(topic -> IntStream.range(0, topics.partitions).mapToObj(i -> new TopicPartition(topic, i)))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Begins. */
    public OutputReader start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void read() {
        try (consumer) {
            while (!stopping) {
                Map<TopicPartition, Long> reached = new HashMap<>();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.topic().equals(topics.deadLetters)) {
                        oracle.deadLetter();
                    } else {
                        gaps.output(record.partition(), System.nanoTime());
                        oracle.result(decode(record));
                    }
                }
                consumer.assignment().forEach(partition -> reached.put(partition, consumer.position(partition)));
                positions = reached;
            }
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private OutputRecord decode(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        try {
            BinaryDecoder reused =
                    DecoderFactory.get().binaryDecoder(value, WIRE_HEADER, value.length - WIRE_HEADER, decoder);
            decoder = reused;
            TextEmbedding embedding = datums.read(null, reused);
            return new OutputRecord(
                    record.partition(),
                    record.offset(),
                    record.key(),
                    embedding.getSourceTopic(),
                    embedding.getSourcePartition(),
                    embedding.getSourceOffset(),
                    embedding.getEmbedding());
        } catch (IOException e) {
            throw new UncheckedIOException("a result cannot be read: " + new String(record.key(), UTF_8), e);
        }
    }

    /** True if everything before these offsets has been read. */
    public boolean hasReached(Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> now = positions;
        return ends.entrySet().stream().allMatch(end -> now.getOrDefault(end.getKey(), -1L) >= end.getValue());
    }

    /** Fails if the reader has died: then it proves nothing. */
    public void check() {
        RuntimeException problem = failure.get();
        if (problem != null) {
            throw new AssertionError("the output reader died", problem);
        }
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
