package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import textmill.runtime.engine.EngineStatistics;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;

/** What a watchdog says of records that nobody reads, on a real broker and with a clock of the test's. */
class WatchdogTest {
    private static final Duration STEP = Duration.ofSeconds(1);

    private final List<String> ends = new ArrayList<>();
    private Map<TopicPartition, Restores.Restore> restores = Map.of();
    private long now;

    @Test
    void shouldNotCountTimeInWhichTheProcessStood() {
        try (Cluster cluster = Cluster.start();
                AwakeClock clock = new AwakeClock(() -> now);
                Watchdog watchdog = new Watchdog(settings(cluster), new App(), clock)) {
            // Given records that have waited for half the time that they may
            cluster.produceTexts("stood", 1, 0, 10);
            watchdog.look();
            steps(clock, 30);
            watchdog.look();
            assertThat(watchdog.notReady())
                    .singleElement()
                    .asString()
                    .isEqualTo("10 records of stood wait, and nothing of them has been committed (for 30 s)");

            // When the process is frozen for a day
            now += Duration.ofDays(1).toNanos();

            // Then it is not stuck, whether somebody asks or it looks
            assertThat(watchdog.notLive()).isEmpty();
            watchdog.look();
            assertThat(watchdog.notLive()).isEmpty();
            assertThat(ends).isEmpty();

            // And it is when the time is over
            steps(clock, 30);
            watchdog.look();
            assertThat(watchdog.notLive()).hasSize(1);
            assertThat(ends)
                    .containsExactly("10 records of stood wait, and nothing of them has been committed (for 62 s)");
        }
    }

    @Test
    void shouldNotEndWhileStatesAreRestored() {
        try (Cluster cluster = Cluster.start();
                AwakeClock clock = new AwakeClock(() -> now);
                Watchdog watchdog = new Watchdog(settings(cluster), new App(), clock)) {
            // Given records that wait for states to be restored
            cluster.produceTexts("stood", 1, 0, 10);

            // When that takes longer than records may wait, and goes on
            for (int minute = 0; minute < 5; minute++) {
                restores = Map.of(new TopicPartition("states", 0), new Restores.Restore(0, minute, 1_000));
                watchdog.look();
                assertThat(watchdog.notLive()).isEmpty();
                assertThat(watchdog.isHindered()).isFalse();
                steps(clock, 8);
                watchdog.look();
                assertThat(watchdog.isHindered()).isFalse();
                steps(clock, 50);
            }

            // Then it is not ready, and says why
            restores = Map.of(new TopicPartition("states", 0), new Restores.Restore(0, 5, 1_000));
            watchdog.look();
            assertThat(watchdog.notReady())
                    .containsExactly("the states of 1 partition are being restored, at most 995 of 1000 records are"
                            + " left (for 290 s)");
            assertThat(watchdog.notLive()).isEmpty();
            assertThat(ends).isEmpty();

            // And when no batch comes, it ends for that reason
            steps(clock, 61);
            watchdog.look();
            assertThat(watchdog.notLive()).hasSize(2);
            assertThat(ends)
                    .singleElement()
                    .asString()
                    .isEqualTo("the states of 1 partition are being restored, at most 995 of 1000 records are left, and"
                            + " nothing has come for 61 s (for 351 s); 10 records of stood wait, and nothing of them has"
                            + " been committed (for 61 s)");
        }
    }

    private static HealthSettings settings(Cluster cluster) {
        TextmillConfig config = TextmillConfig.parse(cluster.topics("stood", 1));
        return HealthSettings.of(
                config, "stood", new HealthSettings.Topics(Set.of("stood"), Set.of("stood.embeddings")));
    }

    private void steps(AwakeClock clock, int many) {
        for (int i = 0; i < many; i++) {
            now += STEP.toNanos();
            clock.step();
        }
    }

    private final class App implements Watched {
        @Override
        public boolean isRunning() {
            return true;
        }

        @Override
        public Set<TopicPartition> assigned() {
            return Set.of(new TopicPartition("stood", 0));
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
        public Map<TopicPartition, Restores.Restore> restores() {
            return restores;
        }

        @Override
        public boolean startOver(String reason) {
            return true;
        }

        @Override
        public void end(String reason) {
            ends.add(reason);
        }
    }
}
