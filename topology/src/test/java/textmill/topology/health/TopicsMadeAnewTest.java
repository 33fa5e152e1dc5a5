package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import textmill.runtime.engine.EngineStatistics;

class TopicsMadeAnewTest {
    private static final TopicPartition PARTITION = new TopicPartition("in", 0);
    /** Enough looks to judge without anybody who reads. */
    private static final int SOME = 8;

    private final RemovedRecords removed = new RemovedRecords(new ReadPositions(), Set.of("in"));
    private final TopicsMadeAnew anew = new TopicsMadeAnew(Set.of("in"), false, removed);
    private final List<String> asked = new ArrayList<>();
    private boolean starts = true;
    private final List<Beginning> beginnings = new ArrayList<>();
    private Set<TopicPartition> ours = Set.of(PARTITION);
    private int partitions = 1;
    private long now;

    private record Beginning(int partition, long offset, long at) {}

    @Test
    void shouldStartOverAsSoonAsATopicIsGone() {
        look(anew, "a", 50L, 50);
        look(anew, null, null, 0);
        look(anew, null, null, 0);

        assertThat(asked).containsExactly("topic in is gone");
        assertThat(anew.known()).isEmpty();
    }

    @Test
    void shouldAskUntilItIsDone() {
        // Given
        look(anew, "a", 50L, 50);
        starts = false;
        look(anew, null, null, 0);
        look(anew, null, null, 0);
        look(anew, "b", null, 0);

        // When
        starts = true;
        look(anew, "b", null, 0);
        look(anew, "b", null, 0);

        // Then for the last time with all that has happened
        String both = "topic in is gone; topic in was deleted and made anew";
        assertThat(asked).containsExactly("topic in is gone", "topic in is gone", both, both);
        assertThat(anew.known()).containsEntry("in", "b");
    }

    @Test
    void shouldStartOverAgainWhenAnotherTopicIsThere() {
        look(anew, "a", 50L, 50);
        look(anew, null, null, 0);
        look(anew, "b", null, 0);

        assertThat(asked).containsExactly("topic in is gone", "topic in was deleted and made anew");
    }

    @Test
    void shouldNotTakeATopicThatWasOnlyUnseenForAnother() {
        look(anew, "a", 50L, 50);
        look(anew, null, null, 0);
        look(anew, "a", 50L, 50);

        assertThat(asked).containsExactly("topic in is gone");
    }

    @Test
    void shouldCountWhatAnOffsetOfTheOldTopicPassesOver() {
        // Given
        look(anew, "a", 50L, 60);

        // When the old thread committed 60 for the new topic, and there is nothing behind that
        look(anew, "b", 60L, 60, SOME);

        // Then
        assertThat(removed.of("in")).isEqualTo(60);
        look(anew, "b", 60L, 60, SOME);
        assertThat(removed.of("in")).as("once").isEqualTo(60);
    }

    @Test
    void shouldCountToWhereReadingBegan() {
        look(anew, "a", 50L, 60);
        begin(55);
        look(anew, "b", 80L, 100);

        assertThat(removed.of("in")).isEqualTo(55);
    }

    @Test
    void shouldAskForWhatBeganAfterTheOldTopicWasSeenLast() {
        begin(51);
        look(anew, "a", 50L, 60);
        look(anew, "b", 0L, 100, SOME);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldCountNothingWhereTheNewTopicWasReadFromItsBeginning() {
        look(anew, "a", 50L, 60);
        begin(0);
        look(anew, "b", 80L, 100, SOME);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldCountNothingThatSomebodyElseHadRead() {
        look(anew, "a", 50L, 60);
        look(anew, "b", 30L, 100, SOME);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldCountNothingWhereTheOldOffsetIsOutOfRange() {
        look(anew, "a", 50L, 60);
        look(anew, "b", 60L, 40, SOME);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldWaitForWhatComesOfAnOffsetThatIsOutOfRange() {
        look(anew, "a", 50L, 60);
        look(anew, "b", 60L, 40);
        look(anew, "b", 60L, 40);
        begin(60);
        look(anew, "b", 90L, 100);

        assertThat(removed.of("in")).isEqualTo(60);
    }

    @Test
    void shouldWaitForTheOldThreadsToEndAndForAnythingToBeRead() {
        // Given
        look(anew, "a", 50L, 60);
        starts = false;
        look(anew, "b", 60L, 100, SOME);
        assertThat(removed.of("in")).isZero();

        // When
        starts = true;
        look(anew, "b", null, 100);
        assertThat(removed.of("in")).isZero();
        begin(60);
        look(anew, "b", null, 100);
        look(anew, "b", 90L, 100);

        // Then
        assertThat(removed.of("in")).isEqualTo(60);
    }

    @Test
    void shouldCountNothingWhereANewTopicIsReadFromItsEnd() {
        TopicsMadeAnew fromEnd = new TopicsMadeAnew(Set.of("in"), true, removed);
        look(fromEnd, "a", 50L, 60);
        look(fromEnd, "b", 60L, 100, SOME);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldCountWhereNothingWasCommittedYet() {
        look(anew, "a", null, 60);
        begin(20);
        look(anew, "b", 80L, 100);

        assertThat(removed.of("in")).isEqualTo(20);
    }

    @Test
    void shouldNotGuessWhereNothingWasCommittedYet() {
        look(anew, "a", null, 60);
        look(anew, "b", 80L, 100, SOME);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldJudgeWhatComesFromAnotherProcessThatDidNotBeginIt() {
        // Given a partition of another process
        look(anew, "a", 50L, 60);
        ours = Set.of();
        look(anew, "b", null, 100, SOME);
        look(anew, "b", 60L, 100);

        // When that ends before it has read from it
        ours = Set.of(PARTITION);
        look(anew, "b", 60L, 100);
        begin(60);
        look(anew, "b", 70L, 100);

        // Then
        assertThat(removed.of("in")).isEqualTo(60);
    }

    @Test
    void shouldNotCountWhatAnotherProcessBegan() {
        // Given
        look(anew, "a", 50L, 60);
        ours = Set.of();
        look(anew, "b", null, 100);
        look(anew, "b", 60L, 100);

        // When we read on behind it
        ours = Set.of(PARTITION);
        begin(80);
        look(anew, "b", 90L, 100);

        // Then
        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldNotCountWhatAnotherProcessReadWhileOldThreadsEndedHere() {
        // Given threads that have not ended
        look(anew, "a", 50L, 60);
        starts = false;
        look(anew, "b", null, 5_000);
        look(anew, "b", 60L, 5_000);
        look(anew, "b", 3_000L, 5_000);

        // When we read on behind another process
        starts = true;
        begin(3_000);
        look(anew, "b", 3_500L, 5_000);

        // Then
        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldCountWhereMarkersLieBetweenAnOffsetAndTheFirstRecord() {
        look(anew, "a", 50L, 60);
        look(anew, "b", 60L, 100);
        look(anew, "b", 60L, 100);
        begin(62);
        look(anew, "b", 70L, 100);

        assertThat(removed.of("in")).isEqualTo(62);
    }

    @Test
    void shouldNotCountWithoutABeginningWhatWasAnotherProcess() {
        look(anew, "a", 50L, 60);
        ours = Set.of();
        look(anew, "b", 60L, 60);
        look(anew, "b", 60L, 60);
        ours = Set.of(PARTITION);
        look(anew, "b", 60L, 60, SOME);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldCountWhatWeBeganThoughAnotherProcessHasItNow() {
        look(anew, "a", 50L, 60);
        begin(60);
        ours = Set.of();
        look(anew, "b", 80L, 100);

        assertThat(removed.of("in")).isEqualTo(60);
    }

    @Test
    void shouldLeaveToAnotherProcessWhatItHasHadForSomeLooks() {
        look(anew, "a", 50L, 60);
        ours = Set.of();
        look(anew, "b", 60L, 100, SOME);
        ours = Set.of(PARTITION);
        begin(60);
        look(anew, "b", 70L, 100);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldJudgeByTheLastOfTwoNewTopics() {
        // Given a topic that was read from its beginning before all threads of the one before had ended
        look(anew, "a", 50L, 60);
        starts = false;
        begin(0);
        look(anew, "b", null, 100);
        look(anew, "b", 30L, 100);

        // When another one follows, and an offset of that one is committed for it
        look(anew, "c", null, 100);
        starts = true;
        begin(35);
        look(anew, "c", 40L, 100);

        // Then
        assertThat(removed.of("in")).isEqualTo(35);
    }

    @Test
    void shouldNotSuspectPartitionsThatTheOldTopicHadNot() {
        look(anew, "a", 50L, 60);
        partitions = 2;
        ours = Set.of(new TopicPartition("in", 1));
        beginnings.add(new Beginning(1, 55, ++now));
        look(anew, "b", null, 100, SOME);

        assertThat(removed.of("in")).isZero();
    }

    private void begin(long offset) {
        beginnings.add(new Beginning(0, offset, ++now));
    }

    private void look(TopicsMadeAnew looking, String id, @Nullable Long committed, long end, int times) {
        for (int i = 0; i < times; i++) {
            look(looking, id, committed, end);
        }
    }

    private void look(TopicsMadeAnew looking, @Nullable String id, @Nullable Long committed, long end) {
        now++;
        Snapshot.Topic topic = id == null
                ? Snapshot.Topic.missing()
                : new Snapshot.Topic(Optional.of(id), Optional.empty(), List.of(), partitions, Set.of());
        Snapshot snapshot = new Snapshot(
                Map.of("in", topic),
                id == null
                        ? Map.of()
                        : Map.of(
                                PARTITION,
                                new Snapshot.Log(0, end),
                                new TopicPartition("in", 1),
                                new Snapshot.Log(0, end)),
                committed == null ? Map.of() : Map.of(PARTITION, committed),
                Optional.empty());
        looking.look(snapshot, new App(), now);
    }

    private final class App implements Watched {
        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public Set<TopicPartition> assigned() {
            return ours;
        }

        @Override
        public EngineStatistics engine() {
            return EngineStatistics.none();
        }

        @Override
        public Optional<String> waitsFor() {
            return Optional.empty();
        }

        @Override
        public OptionalLong began(TopicPartition partition, long sinceNanos) {
            return beginnings.stream()
                    .filter(beginning -> beginning.partition == partition.partition() && beginning.at > sinceNanos)
                    .mapToLong(Beginning::offset)
                    .min();
        }

        @Override
        public boolean startOver(String reason) {
            asked.add(reason);
            return starts;
        }

        @Override
        public void end(String reason) {
            throw new AssertionError(reason);
        }
    }
}
