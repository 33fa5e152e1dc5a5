package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final TopicPartition ZERO = new TopicPartition("a.in", 0);
    private static final TopicPartition ONE = new TopicPartition("a.in", 1);

    private final Backlog backlog = new Backlog(false);

    @Test
    void shouldStandFromTheMomentWhenTheFirstRecordWaits() {
        see(ZERO, 10, 10, 0);
        see(ZERO, 10, 12, 5);
        see(ZERO, 10, 20, 9);

        assertThat(backlog.stalledSince(Set.of(ZERO))).hasValue(5);
        assertThat(backlog.waiting(Set.of(ZERO))).isEqualTo(10);
    }

    @Test
    void shouldMoveWithEveryCommit() {
        see(ZERO, 10, 12, 5);
        see(ZERO, 11, 12, 9);

        assertThat(backlog.stalledSince(Set.of(ZERO))).hasValue(9);
        see(ZERO, 12, 12, 11);
        assertThat(backlog.stalledSince(Set.of(ZERO))).isEmpty();
    }

    @Test
    void shouldNotStandWhileAnotherPartitionOfOursMoves() {
        Map<TopicPartition, Long> stuck = Map.of(ZERO, 10L, ONE, 1L);
        see(stuck, 5, Set.of(ZERO, ONE));
        see(Map.of(ZERO, 10L, ONE, 2L), 9, Set.of(ZERO, ONE));

        assertThat(backlog.stalledSince(Set.of(ZERO, ONE))).hasValue(9);
        assertThat(backlog.stalledSince(ZERO)).hasValue(5);
    }

    @Test
    void shouldNotCountWhatWaitedInOtherHands() {
        see(Map.of(ZERO, 10L), 5, Set.of());
        see(Map.of(ZERO, 10L), 50, Set.of());
        see(Map.of(ZERO, 10L), 60, Set.of(ZERO));

        assertThat(backlog.stalledSince(Set.of(ZERO))).hasValue(50);
    }

    @Test
    void shouldBeEmptyIfOnlyMarkersAreLeft() {
        see(ZERO, 10, 12, 0);
        backlog.found(Map.of(ZERO, new OldestUnread.Found.Nothing()));

        assertThat(backlog.lags(Set.of(ZERO))).containsExactly(new Backlog.Lag(ZERO, 0, OptionalLong.empty()));
        see(ZERO, 10, 12, 3);
        assertThat(backlog.unseen(Set.of(ZERO))).isEmpty();

        see(ZERO, 10, 14, 6);
        assertThat(backlog.unseen(Set.of(ZERO))).containsExactly(Map.entry(ZERO, new Snapshot.Log(10, 14)));
        assertThat(backlog.stalledSince(ZERO)).hasValue(6);
    }

    @Test
    void shouldKnowTheAgeOfTheOldestUntilItIsCommitted() {
        see(ZERO, 10, 12, 0);
        backlog.found(Map.of(ZERO, new OldestUnread.Found.At(1_000)));
        see(ZERO, 10, 15, 2);

        assertThat(backlog.lags(Set.of(ZERO))).containsExactly(new Backlog.Lag(ZERO, 5, OptionalLong.of(1_000)));
        see(ZERO, 11, 15, 4);
        assertThat(backlog.lags(Set.of(ZERO))).containsExactly(new Backlog.Lag(ZERO, 4, OptionalLong.empty()));
    }

    @Test
    void shouldReadANewTopicOfTheOldNameFromItsBeginning() {
        see(ZERO, 1_000, 1_000, 0);
        see(ZERO, 1_000, 50, 2);

        assertThat(backlog.waiting(Set.of(ZERO))).isEqualTo(50);
    }

    @Test
    void shouldLeaveOutWhatWasDeletedBeforeItWasRead() {
        look(Map.of(ZERO, new Snapshot.Log(40, 50)), Map.of(ZERO, 10L), 0, Set.of(ZERO));

        assertThat(backlog.waiting(Set.of(ZERO))).isEqualTo(10);
    }

    @Test
    void shouldForgetPartitionsThatANewTopicOfTheNameHasNot() {
        see(Map.of(ZERO, 10L, ONE, 1L), 5, Set.of(ZERO, ONE));

        Snapshot.Topic one = new Snapshot.Topic(Optional.of("other"), Optional.empty(), List.of(), 1, Set.of());
        backlog.update(
                new Snapshot(
                        Map.of("a.in", one),
                        Map.of(ZERO, new Snapshot.Log(0, 10)),
                        Map.of(ZERO, 10L),
                        Optional.empty()),
                Set.of(ZERO, ONE),
                9);

        assertThat(backlog.waiting(Set.of(ZERO, ONE))).isZero();
        assertThat(backlog.stalledSince(ONE)).isEmpty();
    }

    @Test
    void shouldForgetThePastWhenTheBrokersAreBack() {
        see(ZERO, 10, 12, 5);
        backlog.restart(100);

        assertThat(backlog.stalledSince(Set.of(ZERO))).hasValue(100);
    }

    private void see(TopicPartition partition, long committed, long end, long now) {
        look(Map.of(partition, new Snapshot.Log(0, end)), Map.of(partition, committed), now, Set.of(partition));
    }

    private void see(Map<TopicPartition, Long> committed, long now, Set<TopicPartition> ours) {
        Map<TopicPartition, Snapshot.Log> logs = Map.of(ZERO, new Snapshot.Log(0, 20), ONE, new Snapshot.Log(0, 20));
        look(logs, committed, now, ours);
    }

    private void look(
            Map<TopicPartition, Snapshot.Log> logs,
            Map<TopicPartition, Long> committed,
            long now,
            Set<TopicPartition> ours) {
        Snapshot.Topic topic = new Snapshot.Topic(Optional.of("id"), Optional.empty(), List.of(), 2, Set.of());
        backlog.update(new Snapshot(Map.of("a.in", topic), logs, committed, Optional.empty()), ours, now);
    }
}
