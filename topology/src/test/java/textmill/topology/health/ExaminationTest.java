package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import textmill.runtime.engine.EngineStatistics;

class ExaminationTest {
    private static final TopicPartition PARTITION = new TopicPartition("in", 0);
    private static final TopicPartition CHANGELOG = new TopicPartition("group-states-changelog", 0);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now;
    private long engineInFlight;
    private Optional<String> registry = Optional.empty();
    private Map<TopicPartition, Restores.Restore> restores = Map.of();
    private final Calls calls = new Calls(() -> now);
    private final Backlog backlog = new Backlog(false);
    private final Examination examination = new Examination(
            new HealthSettings(
                    "group",
                    new HealthSettings.Topics(Set.of("in"), Set.of("out")),
                    new HealthSettings.Limits(Duration.ofSeconds(10), Duration.ofSeconds(60), true),
                    new Properties()),
            calls,
            backlog);

    @Test
    void shouldFindNothingWhereAllIsWell() {
        assertThat(look(topic(AclOperation.READ), topic(AclOperation.WRITE), 100))
                .isEmpty();
    }

    @Test
    void shouldNameWhatIsGoneAndSinceWhen() {
        now = 5 * SECOND;
        look(topic(AclOperation.READ), Snapshot.Topic.missing(), 100);
        now = 9 * SECOND;

        assertThat(look(topic(AclOperation.READ), Snapshot.Topic.missing(), 100))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.reason(now))
                            .startsWith("topic out does not exist")
                            .endsWith("(for 4 s)");
                    assertThat(finding.lasting()).isTrue();
                });
    }

    @Test
    void shouldNameTheRightThatIsMissing() {
        assertThat(look(topic(AclOperation.DESCRIBE), topic(AclOperation.WRITE), 100))
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("right to READ topic in is missing"));
        assertThat(look(topic(AclOperation.READ), Snapshot.Topic.refused("no"), 100))
                .singleElement()
                .satisfies(finding -> assertThat(finding.what()).contains("right to WRITE topic out is missing"));
    }

    @Test
    void shouldWaitForALeaderForAsLongAsItTakes() {
        Snapshot.Topic leaderless = new Snapshot.Topic(Optional.of("id"), Optional.empty(), List.of(3), 4, Set.of());

        assertThat(look(leaderless, topic(AclOperation.WRITE), 100))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.what()).contains("no leader for partitions [3]");
                    assertThat(finding.lasting()).isFalse();
                });
    }

    @Test
    void shouldFindAStandstillByWhatIsCommitted() {
        look(topic(AclOperation.READ), topic(AclOperation.WRITE), 10);
        now = 11 * SECOND;

        assertThat(look(topic(AclOperation.READ), topic(AclOperation.WRITE), 10))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.what()).startsWith("90 records of in wait, and nothing of them");
                    assertThat(finding.lasting()).isTrue();
                });
        assertThat(look(topic(AclOperation.READ), topic(AclOperation.WRITE), 11))
                .isEmpty();
    }

    @Test
    void shouldNotCallItStuckWhileItWaitsForEngineOrRegistry() {
        engineInFlight = 5;
        look(topic(AclOperation.READ), topic(AclOperation.WRITE), 10);
        now = 11 * SECOND;
        assertThat(look(topic(AclOperation.READ), topic(AclOperation.WRITE), 10))
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.lasting()).isFalse())
                .anySatisfy(finding -> assertThat(finding.what()).contains("none of 5 texts"));

        engineInFlight = 0;
        registry = Optional.of("no registry");
        assertThat(look(topic(AclOperation.READ), topic(AclOperation.WRITE), 10))
                .singleElement()
                .satisfies(finding -> assertThat(finding.lasting()).isFalse());
    }

    /** The first look after a registry came back is before any commit. */
    @Test
    void shouldCountFromWhenTheRegistryCameBack() {
        registry = Optional.of("no registry");
        look(10);
        now = 100 * SECOND;
        assertThat(look(10)).singleElement().satisfies(finding -> assertThat(finding.age(now))
                .hasSeconds(100));
        registry = Optional.empty();
        now = 102 * SECOND;
        assertThat(look(10)).isEmpty();
        now = 160 * SECOND;

        assertThat(look(10)).singleElement().satisfies(finding -> {
            assertThat(finding.lasting()).isTrue();
            assertThat(finding.age(now)).hasSeconds(60);
        });
    }

    @Test
    void shouldTakeARestoreThatGoesOnForProgress() {
        for (int batch = 0; batch < 20; batch++) {
            now = 9L * batch * SECOND;
            restores = Map.of(CHANGELOG, new Restores.Restore(100, 100 + batch, 1100));

            assertThat(look(10))
                    .allSatisfy(finding -> assertThat(finding.lasting()).isFalse());
        }

        assertThat(look(10))
                .extracting(finding -> finding.reason(now))
                .containsExactly("the states of 1 partition are being restored, at most 981 of 1000 records are left"
                        + " (for 171 s)");
    }

    @Test
    void shouldTakeARestoreThatStandsForAStandstillAndNameIt() {
        restores = Map.of(
                CHANGELOG,
                new Restores.Restore(0, 50, 1000),
                new TopicPartition(CHANGELOG.topic(), 1),
                new Restores.Restore(0, 0, 500));
        look(10);
        now = 20 * SECOND;
        restores = Map.of(
                CHANGELOG,
                new Restores.Restore(0, 50, 1000),
                new TopicPartition(CHANGELOG.topic(), 1),
                new Restores.Restore(0, 100, 500));
        look(10);
        now = 80 * SECOND;

        List<Finding> found = look(10);

        assertThat(found)
                .extracting(finding -> finding.reason(now))
                .containsExactly(
                        "the states of 2 partitions are being restored, at most 1350 of 1500 records are left, and nothing"
                                + " has come for 60 s (for 80 s)",
                        "90 records of in wait, and nothing of them has been committed (for 60 s)");
        assertThat(found).extracting(Finding::lasting).containsExactly(false, true);
    }

    @Test
    void shouldCountFromTheEndOfARestore() {
        restores = Map.of(CHANGELOG, new Restores.Restore(0, 0, 1000));
        look(10);
        now = 100 * SECOND;
        restores = Map.of(CHANGELOG, new Restores.Restore(0, 999, 1000));
        look(10);
        restores = Map.of();
        now = 102 * SECOND;
        assertThat(look(10)).isEmpty();
        now = 160 * SECOND;

        assertThat(look(10)).singleElement().satisfies(finding -> {
            assertThat(finding.lasting()).isTrue();
            assertThat(finding.age(now)).hasSeconds(60);
        });
    }

    /** States that are lost with every commit that fails. */
    @Test
    void shouldNotTakeARestoreThatBeginsAgainAndAgainForProgress() {
        for (int round = 0; round < 3; round++) {
            for (int batch = 0; batch < 3; batch++) {
                now = (9L * round + 3L * batch) * SECOND;
                restores = Map.of(CHANGELOG, new Restores.Restore(0, 400L * batch, 1000));
                look(10);
            }
        }
        // Those of the first round count, the last at second 6.
        assertThat(look(10))
                .filteredOn(finding -> finding.key().equals(Examination.STALLED))
                .singleElement()
                .satisfies(finding -> assertThat(finding.age(now)).hasSeconds(18));

        // But what is committed, is
        restores = Map.of(CHANGELOG, new Restores.Restore(0, 400, 1000));
        assertThat(look(11)).extracting(Finding::key).containsExactly(Examination.RESTORE);
        now += 9 * SECOND;
        restores = Map.of(CHANGELOG, new Restores.Restore(0, 401, 1000));
        look(11);
        now += 9 * SECOND;
        assertThat(look(11)).extracting(Finding::key).containsExactly(Examination.RESTORE);
    }

    @Test
    void shouldNameTheCallThatDoesNotComeBack() {
        calls.open().enter("Producer.flush");
        now = 12 * SECOND;

        assertThat(look(topic(AclOperation.READ), topic(AclOperation.WRITE), 100))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason(now))
                        .contains(Thread.currentThread().getName(), "Producer.flush", "(for 12 s)"));
    }

    @Test
    void shouldCountNothingFromBeforeTheBrokersCameBack() {
        calls.open().enter("Producer.flush");
        now = 100 * SECOND;
        examination.restart(now);

        assertThat(look(topic(AclOperation.READ), topic(AclOperation.WRITE), 100))
                .singleElement()
                .satisfies(finding -> assertThat(finding.age(now)).isZero());
    }

    /** A look judges by the moment in which it began to ask, and what it finds is newer. */
    @Test
    void shouldNotCallAnAgeNegative() {
        now = 5 * SECOND;

        assertThat(look(topic(AclOperation.READ), Snapshot.Topic.missing(), 100))
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.reason(now - SECOND / 2)).endsWith("(for 0 s)"));
    }

    /** A topic that is deleted while a slow look goes on would otherwise be missing from the reason. */
    @Test
    void shouldJudgeAnAgeByTheMomentInWhichTheBrokersWereAsked() {
        calls.open().enter("Producer.flush");
        now = 12 * SECOND;
        long began = 9 * SECOND;

        assertThat(look(topic(AclOperation.READ), topic(AclOperation.WRITE), 10, began))
                .isEmpty();
        now = 14 * SECOND;
        assertThat(look(topic(AclOperation.READ), Snapshot.Topic.missing(), 10, now))
                .extracting(Finding::key)
                .startsWith("topic out")
                .hasSize(2);
    }

    private List<Finding> look(long committed) {
        return look(topic(AclOperation.READ), topic(AclOperation.WRITE), committed);
    }

    private List<Finding> look(Snapshot.Topic in, Snapshot.Topic out, long committed) {
        return look(in, out, committed, now);
    }

    private List<Finding> look(Snapshot.Topic in, Snapshot.Topic out, long committed, long asked) {
        Snapshot snapshot = new Snapshot(
                Map.of("in", in, "out", out),
                Map.of(PARTITION, new Snapshot.Log(0, 100)),
                Map.of(PARTITION, committed),
                Optional.empty());
        backlog.update(snapshot, Set.of(PARTITION), now);
        return examination.of(snapshot, Set.of(PARTITION), new App(), new Examination.Times(asked, now));
    }

    private static Snapshot.Topic topic(AclOperation allowed) {
        return new Snapshot.Topic(Optional.of("id"), Optional.empty(), List.of(), 1, Set.of(allowed));
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
            return new EngineStatistics(
                    "stub", 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, engineInFlight, 0, EngineStatistics.Queued.NOTHING);
        }

        @Override
        public Optional<String> waitsFor() {
            return registry;
        }

        @Override
        public Map<TopicPartition, Restores.Restore> restores() {
            return restores;
        }

        @Override
        public boolean startOver(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void end(String reason) {
            throw new AssertionError(reason);
        }
    }
}
