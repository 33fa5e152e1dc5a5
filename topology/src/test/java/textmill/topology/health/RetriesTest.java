package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import textmill.runtime.engine.EngineStatistics;

class RetriesTest {
    private final Retries retries = new Retries(Duration.ofSeconds(60));
    private final List<Integer> asked = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private boolean starts = true;
    private int second;

    @Test
    void shouldBeginAnewAgainAndAgainButRarerEachTime() {
        look(false, 1);
        for (int at = 2; at < 1_000; at++) {
            look(true, at);
        }

        assertThat(asked).containsExactly(61, 181, 421, 901);
    }

    @Test
    void shouldAskUntilItIsDone() {
        look(false, 1);
        starts = false;
        look(true, 61);
        look(true, 63);
        starts = true;
        look(true, 65);
        look(true, 67);

        assertThat(asked).containsExactly(61, 63, 65);
    }

    @Test
    void shouldCountFromTheLastTimeThatSomethingMoved() {
        look(false, 1);
        look(true, 50);
        look(false, 60);
        look(true, 119);
        look(true, 120);

        assertThat(asked).containsExactly(120);
    }

    @Test
    void shouldGiveEachAttemptAReasonOfItsOwn() {
        // Given an attempt that is begun and that mends it before it is asked for again
        look(false, 1);
        starts = false;
        look(true, 61);
        look(false, 63);

        // When
        starts = true;
        look(true, 123);

        // Then whoever replaces threads once for a reason does it again
        assertThat(reasons).hasSize(2).doesNotHaveDuplicates();
    }

    private void look(boolean stuck, int at) {
        second = at;
        retries.look(stuck, new App(), Duration.ofSeconds(at).toNanos());
    }

    private final class App implements Watched {
        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public Set<TopicPartition> assigned() {
            return Set.of();
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
        public boolean startOver(String reason) {
            asked.add(second);
            reasons.add(reason);
            return starts;
        }

        @Override
        public void end(String reason) {
            throw new AssertionError(reason);
        }
    }
}
