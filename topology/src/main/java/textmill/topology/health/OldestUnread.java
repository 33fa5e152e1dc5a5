package textmill.topology.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the first record that a group has not committed, for its timestamp, and to tell records from the offsets that
 * hold none: transaction markers, aborted and compacted records. A consumer without a group. Used by one thread.
 */
final class OldestUnread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OldestUnread.class);
    private static final Duration ROUND = Duration.ofMillis(100);
    /** One batch a partition is enough; the first one comes whatever its size. */
    private static final int FETCH_BYTES = 1_024;

    /** Looks without an answer after which the consumer is another one: a quota makes one mute for hours, also when it is lifted. */
    private static final int MOST_SILENT_LOOKS = 10;

    private final Map<String, Object> config;
    private KafkaConsumer<byte[], byte[]> consumer;
    private final String name;
    private int silentLooks;

    OldestUnread(HealthSettings settings) {
        this.config = new HashMap<>(new StreamsConfig(settings.kafka()).getRestoreConsumerConfigs(settings.group()));
        this.name = settings.group() + "-watch-";
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        this.consumer = open();
    }

    private KafkaConsumer<byte[], byte[]> open() {
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, name + Uuid.randomUuid());
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What is at the beginning of a stretch of a log. */
    sealed interface Found {
        /** A record, with its timestamp. */
        record At(long timestampMs) implements Found {}

        /** No record in the whole stretch. */
        record Nothing() implements Found {}
    }

    /** Looks into stretches; those that did not answer in time are missing from the result. */
    Map<TopicPartition, Found> in(Map<TopicPartition, Snapshot.Log> stretches, Duration longest) {
        Map<TopicPartition, Found> found = look(stretches, longest);
        silentLooks = found.isEmpty() && !stretches.isEmpty() ? silentLooks + 1 : 0;
        if (silentLooks >= MOST_SILENT_LOOKS) {
            silentLooks = 0;
            renew();
        }
        return found;
    }

    /** Another one first, and only then is this one closed: where none can be made, the next look has this one still. */
    private void renew() {
        KafkaConsumer<byte[], byte[]> silent = consumer;
        try {
            consumer = open();
            silent.close(CloseOptions.timeout(Duration.ZERO));
        } catch (KafkaException e) {
            LOG.debug("The consumer that looks for the oldest records could not be renewed", e);
        }
    }

    private Map<TopicPartition, Found> look(Map<TopicPartition, Snapshot.Log> stretches, Duration longest) {
        Map<TopicPartition, Found> found = new HashMap<>();
        Set<TopicPartition> open = new HashSet<>(stretches.keySet());
        long deadline = System.nanoTime() + longest.toNanos();
        try {
            consumer.assign(open);
            stretches.forEach((partition, stretch) -> consumer.seek(partition, stretch.start()));
            while (!open.isEmpty() && System.nanoTime() < deadline) {
                sort(consumer.poll(ROUND), stretches, found);
                open.removeAll(found.keySet());
                consumer.pause(found.keySet());
            }
        } catch (KafkaException e) {
            // A right or a topic is gone, a log begins later by now: the next look finds out.
            return found;
        } finally {
            consumer.unsubscribe();
        }
        return found;
    }

    private static void sort(
            ConsumerRecords<byte[], byte[]> records,
            Map<TopicPartition, Snapshot.Log> stretches,
            Map<TopicPartition, Found> found) {
        for (TopicPartition partition : records.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> arrived = records.records(partition);
            found.putIfAbsent(partition, new Found.At(arrived.get(0).timestamp()));
        }
        for (Map.Entry<TopicPartition, OffsetAndMetadata> next :
                records.nextOffsets().entrySet()) {
            Snapshot.Log stretch = stretches.get(next.getKey());
            if (stretch != null && next.getValue().offset() >= stretch.end()) {
                found.putIfAbsent(next.getKey(), new Found.Nothing());
            }
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
