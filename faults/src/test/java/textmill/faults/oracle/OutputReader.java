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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import textmill.schema.serde.GeneratedClassTrust;

/** Reads committed results and dead letters for as long as a test runs, faults or not. */
public final class OutputReader implements AutoCloseable {
    private static final int WIRE_HEADER = 5;
    private static final Duration POLL = Duration.ofMillis(50);

    private final Topics topics;
    private final Oracles oracles;
    private final Gaps gaps;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::read, "output-reader");
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private @Nullable BinaryDecoder decoder;
    private volatile Map<TopicPartition, Long> positions = Map.of();
    private volatile boolean stopping;

    /**
     * Where output is found.
     *
     * @param results with results
     * @param kind how those are read
     * @param deadLetters with dead letters
     * @param partitions of each
     */
    public record Topics(String results, ResultKind<?> kind, String deadLetters, int partitions) {}

    /** Who judges a result, and a dead letter. */
    public interface Oracles {
        /** The one for the results of an input topic. */
        Oracle of(String sourceTopic);

        /** One for everything. */
        static Oracles only(Oracle oracle) {
            return sourceTopic -> oracle;
        }
    }

    /** Prepares a reader; {@link #start} begins. */
    public OutputReader(String bootstrapServers, Topics topics, Oracles oracles, Gaps gaps) {
        GeneratedClassTrust.trustTextmillEvents();
        this.topics = topics;
        this.oracles = oracles;
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
                        oracles.of(sourceOf(record)).deadLetter();
                    } else {
                        gaps.output(record.partition(), System.nanoTime());
                        OutputRecord result = decode(record);
                        oracles.of(result.sourceTopic()).result(result);
                    }
                }
                consumer.assignment().forEach(partition -> reached.put(partition, consumer.position(partition)));
                positions = reached;
            }
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private static String sourceOf(ConsumerRecord<byte[], byte[]> deadLetter) {
        Header source = deadLetter.headers().lastHeader("__streams.errors.topic");
        return source == null ? "" : new String(source.value(), UTF_8);
    }

    private OutputRecord decode(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        try {
            BinaryDecoder reused =
                    DecoderFactory.get().binaryDecoder(value, WIRE_HEADER, value.length - WIRE_HEADER, decoder);
            decoder = reused;
            return topics.kind.read(record, reused);
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
