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

    private final RemovedRecords removed = new RemovedRecords(new ReadPositions(), Set.of("in"));
    private final TopicsMadeAnew anew = new TopicsMadeAnew(Set.of("in"), false, removed);
    private final List<String> asked = new ArrayList<>();
    private boolean starts = true;
    private OptionalLong began = OptionalLong.empty();
    private long now;
    private long since;

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

        // When the old thread committed 60 for the new topic
        look(anew, "b", 60L, 100);
        look(anew, "b", 60L, 100);

        // Then
        assertThat(removed.of("in")).isEqualTo(60);
    }

    @Test
    void shouldCountToWhereReadingBegan() {
        look(anew, "a", 50L, 60);
        began = OptionalLong.of(55);
        look(anew, "b", 80L, 100);

        assertThat(removed.of("in")).isEqualTo(55);
        assertThat(since)
                .as("only what began after the old topic was seen last")
                .isEqualTo(1);
    }

    @Test
    void shouldCountNothingWhereTheNewTopicWasReadFromItsBeginning() {
        look(anew, "a", 50L, 60);
        began = OptionalLong.of(0);
        look(anew, "b", 80L, 100);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldCountNothingThatSomebodyElseHadRead() {
        look(anew, "a", 50L, 60);
        look(anew, "b", 30L, 100);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldCountNothingWhereTheOldOffsetIsOutOfRange() {
        look(anew, "a", 50L, 60);
        look(anew, "b", 60L, 40);

        assertThat(removed.of("in")).isZero();
    }

    @Test
    void shouldWaitForTheOldThreadsToEndAndForAnythingToBeRead() {
        // Given
        look(anew, "a", 50L, 60);
        starts = false;
        look(anew, "b", 60L, 100);
        assertThat(removed.of("in")).isZero();

        // When
        starts = true;
        look(anew, "b", null, 100);
        assertThat(removed.of("in")).isZero();
        began = OptionalLong.of(60);
        look(anew, "b", null, 100);
        look(anew, "b", 90L, 100);

        // Then
        assertThat(removed.of("in")).isEqualTo(60);
    }

    @Test
    void shouldCountNothingWhereANewTopicIsReadFromItsEnd() {
        TopicsMadeAnew fromEnd = new TopicsMadeAnew(Set.of("in"), true, removed);
        look(fromEnd, "a", 50L, 60);
        look(fromEnd, "b", 60L, 100);

        assertThat(removed.of("in")).isZero();
    }

    private void look(TopicsMadeAnew looking, @Nullable String id, @Nullable Long committed, long end) {
        now++;
        Snapshot.Topic topic = id == null
                ? Snapshot.Topic.missing()
                : new Snapshot.Topic(Optional.of(id), Optional.empty(), List.of(), 1, Set.of());
        Snapshot snapshot = new Snapshot(
                Map.of("in", topic),
                id == null ? Map.of() : Map.of(PARTITION, new Snapshot.Log(0, end)),
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
            return Set.of(PARTITION);
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
            since = sinceNanos;
            return began;
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
