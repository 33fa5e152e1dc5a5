package textmill.topology.health;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * How far this process has read, and where the next record was not at the next offset. Such a jump has harmless reasons
 * (transaction markers, compaction); whoever knows where the log begins can tell. Thread-safe; knows nothing under
 * {@code group.protocol=streams}, where Kafka Streams makes a consumer of its own.
 */
final class ReadPositions {
    /** Jumps kept between two looks; under more of them they are markers. */
    private static final int MOST_JUMPS = 10_000;

    private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Jump> jumps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    /**
     * Offsets that held no record for us.
     *
     * @param partition where
     * @param from the offset that was next
     * @param to the offset that came
     */
    record Jump(TopicPartition partition, long from, long to) {}

    /** A partition was taken over: it is read from its committed offset, or from wherever the reset says. */
    void resumed(Map<?, ?> committed) {
        committed.forEach((partition, offset) -> {
            if (offset instanceof OffsetAndMetadata known) {
                next.put((TopicPartition) partition, known.offset());
            } else {
                next.remove((TopicPartition) partition);
            }
        });
    }

    void polled(ConsumerRecords<?, ?> records) {
        for (TopicPartition partition : records.partitions()) {
            List<? extends ConsumerRecord<?, ?>> arrived = records.records(partition);
            Long expected = next.get(partition);
            long first = arrived.get(0).offset();
            if (expected != null && first > expected && kept.get() < MOST_JUMPS) {
                kept.incrementAndGet();
                jumps.add(new Jump(partition, expected, first));
            }
        }
        records.nextOffsets().forEach((partition, offset) -> next.put(partition, offset.offset()));
    }

    /** The next offset to read, if it is known. */
    OptionalLong of(TopicPartition partition) {
        Long known = next.get(partition);
        return known == null ? OptionalLong.empty() : OptionalLong.of(known);
    }

    /** The jumps since the last call. */
    List<Jump> drainJumps() {
        return Stream.generate(jumps::poll).takeWhile(this::isJump).toList();
    }

    private boolean isJump(@Nullable Jump jump) {
        if (jump == null) {
            return false;
        }
        kept.decrementAndGet();
        return true;
    }
}
