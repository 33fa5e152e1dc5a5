package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RemovedRecordsTest {
    private static final TopicPartition PARTITION = new TopicPartition("in", 0);

    private final ReadPositions positions = new ReadPositions();
    private final RemovedRecords removed = new RemovedRecords(positions, Set.of("in"));

    @Test
    void shouldCountWhatWasRemovedBeforeTheStartOnce() {
        // Given a group that had committed 100 when retention removed everything below 500
        look(500, 100L, Set.of(), false);

        // When the partition is ours and the consumer has gone on
        positions.resumed(Map.of(PARTITION, new OffsetAndMetadata(100)));
        poll(500, 501);
        look(500, 502L, Set.of(PARTITION), true);
        look(500, 700L, Set.of(PARTITION), true);

        // Then
        assertThat(removed.of("in")).isEqualTo(400);
    }

    @Test
    void shouldCountWithoutAConsumerOfOurs() {
        look(500, 100L, Set.of(), false);
        look(500, 600L, Set.of(PARTITION), true);
        look(500, 700L, Set.of(PARTITION), true);

        assertThat(removed.of("in")).isEqualTo(400);
    }

    @Test
    void shouldCountWhatIsRemovedWhileItLags() {
        positions.resumed(Map.of(PARTITION, new OffsetAndMetadata(0)));
        poll(0, 9);
        look(0, 5L, Set.of(PARTITION), true);

        // When the consumer is reset between two looks, to the end as configured
        poll(300, 300);
        look(250, 5L, Set.of(PARTITION), true);

        // Then everything that was not read counts
        assertThat(removed.of("in")).isEqualTo(290);
    }

    @Test
    void shouldTakeMarkersAndCompactionForWhatTheyAre() {
        positions.resumed(Map.of(PARTITION, new OffsetAndMetadata(0)));
        poll(0, 9);
        poll(12, 20);
        look(0, 21L, Set.of(PARTITION), true);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldLeaveToOthersWhatOthersRead() {
        look(500, 100L, Set.of(), false);
        look(500, 600L, Set.of(), true);
        look(500, 700L, Set.of(PARTITION), true);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldNotTakeReadRecordsForUnread() {
        positions.resumed(Map.of(PARTITION, new OffsetAndMetadata(0)));
        poll(0, 99);
        look(0, 0L, Set.of(PARTITION), true);

        // Removed while they are computed
        look(80, 0L, Set.of(PARTITION), true);

        assertThat(removed.of("in")).isZero();
    }

    private void poll(long first, long last) {
        ConsumerRecord<byte[], byte[]> from = new ConsumerRecord<>("in", 0, first, new byte[0], new byte[0]);
        ConsumerRecord<byte[], byte[]> to = new ConsumerRecord<>("in", 0, last, new byte[0], new byte[0]);
        positions.polled(new ConsumerRecords<>(
                Map.of(PARTITION, List.of(from, to)), Map.of(PARTITION, new OffsetAndMetadata(last + 1))));
    }

    private void look(long start, Long committed, Set<TopicPartition> ours, boolean settled) {
        Map<TopicPartition, Long> offsets = new HashMap<>(Map.of(PARTITION, committed));
        removed.look(
                new Snapshot(Map.of(), Map.of(PARTITION, new Snapshot.Log(start, 1_000)), offsets, Optional.empty()),
                ours,
                settled);
    }
}
