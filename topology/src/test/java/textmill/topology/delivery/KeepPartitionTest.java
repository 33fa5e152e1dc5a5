package textmill.topology.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import textmill.topology.deadletter.Origin;

class KeepPartitionTest {
    private static final byte[] KEY = {1};
    private static final byte[] VALUE = {2};

    @Test
    void shouldTakeTheInputsPartitionIfBothTopicsHaveAsMany() {
        KeepPartition partitions = new KeepPartition(Map.of("in", 4, "other", 6));
        partitions.nextIsFrom(new Origin("in", 3, 0));

        assertThat(partitions.partitions("out", KEY, VALUE, new RecordHeaders(), 4))
                .contains(Set.of(3));
    }

    @Test
    @SuppressWarnings("NullAway") // a record without a key
    void shouldLetKeysDecideOtherwiseAndKeepRecordsWithoutOneTogether() {
        KeepPartition partitions = new KeepPartition(Map.of("in", 4, "other", 6));
        partitions.nextIsFrom(new Origin("in", 3, 0));

        assertThat(partitions.partitions("out", KEY, VALUE, new RecordHeaders(), 6))
                .isEqualTo(Optional.empty());
        assertThat(partitions.partitions("out", null, VALUE, new RecordHeaders(), 2))
                .contains(Set.of(1));
    }

    @Test
    void shouldLetKeysDecideIfTheInputIsNotKnown() {
        KeepPartition partitions = new KeepPartition(Map.of("in", 0));
        partitions.nextIsFrom(new Origin("in", 0, 0));

        assertThat(partitions.partitions("out", KEY, VALUE, new RecordHeaders(), 4))
                .isEqualTo(Optional.empty());
    }
}
