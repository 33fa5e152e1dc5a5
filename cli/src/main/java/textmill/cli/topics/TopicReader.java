package textmill.cli.topics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import textmill.cli.console.CliException;

/**
 * Reads committed records of some topics from now on, or from their beginning, without a consumer group. Not
 * thread-safe.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    /** Where the topics ended when the reader opened. */
    private final Map<TopicPartition, Long> ends;

    private TopicReader(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        this.consumer = consumer;
        this.ends = ends;
    }

    /** Where to begin. */
    public enum From {
        /** At the first record that is kept. */
        BEGINNING,
        /** Behind the last record that is there when the reader opens. */
        END
    }

    /**
     * Finds the topics' partitions and takes its place in them: what is written after this returns will be read.
     *
     * @param kafka settings to reach the cluster, {@code bootstrap.servers} at least
     * @throws CliException if a topic does not exist
     */
    public static TopicReader open(Map<String, ?> kafka, Collection<String> topics, From from) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> partitions(consumer, topic).stream())
                    .toList();
            consumer.assign(partitions);
            switch (from) {
                case BEGINNING -> consumer.seekToBeginning(partitions);
                case END -> consumer.seekToEnd(partitions);
            }
            // Seeking is lazy; the position must be settled before this returns.
            partitions.forEach(partition -> consumer.position(partition, START_TIMEOUT));
            return new TopicReader(consumer, consumer.endOffsets(partitions));
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        List<PartitionInfo> partitions;
        try {
            partitions = consumer.partitionsFor(topic, START_TIMEOUT);
        } catch (InvalidTopicException e) {
            throw WrittenTopic.noName(topic);
        }
        if (partitions == null || partitions.isEmpty()) {
            throw CliException.usage("there is no topic " + topic + "; name the right one, or create it");
        }
        return partitions.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** Waits at most that long for records; they come in order within a partition. */
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        return consumer.poll(timeout);
    }

    /** The same, but only records that were there when the reader opened. */
    public List<ConsumerRecord<byte[], byte[]>> pollToEnd(Duration timeout) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            if (record.offset() < end(new TopicPartition(record.topic(), record.partition()))) {
                records.add(record);
            }
        }
        return records;
    }

    /** True if every record that was there when the reader opened has been read. */
    public boolean atEnd() {
        return ends.keySet().stream().allMatch(partition -> consumer.position(partition) >= end(partition));
    }

    /** The first offset that is kept of each partition. */
    Map<TopicPartition, Long> beginnings() {
        return consumer.beginningOffsets(ends.keySet());
    }

    /** Where a partition ended when the reader opened. */
    long end(TopicPartition partition) {
        return ends.getOrDefault(partition, 0L);
    }

    /** The first offset of a partition with a record of that time or later, its end if there is none. */
    long firstSince(TopicPartition partition, long millis) {
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, millis)).get(partition);
        return first == null ? end(partition) : first.offset();
    }

    /** Goes on at an offset. */
    void seek(TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
    }

    /** What the group named in the settings has committed; partitions without a commit are left out. */
    Map<TopicPartition, OffsetAndMetadata> committed() {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(consumer.committed(ends.keySet()));
        committed.values().removeIf(Objects::isNull);
        return committed;
    }

    /** Commits for the group named in the settings. */
    void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        consumer.commitSync(offsets);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
