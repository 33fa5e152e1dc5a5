package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import textmill.faults.app.AppProcess;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;

/** Instances come and go: output stays exact, and hardly pauses. */
@ExtendWith(SharedSite.class)
class RebalanceIT {
    private static final Duration AWHILE = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_GAP = Duration.ofSeconds(3);

    @Test
    void shouldStayExactAndPauseBrieflyWhileInstancesJoinAndLeave(Site site) throws InterruptedException {
        Plan plan = Plan.endless("rebalance", 400);
        Duration longestLeave = prove(Scenario.open(site, plan), new Row("rebalance"), Size.of("rebalances", 4, 30));
        if (Size.chosen() == Size.RELEASE) {
            assertThat(longestLeave).isLessThanOrEqualTo(LONGEST_GAP);
        }
    }

    /** Has a second instance of a scenario come and go, and closes it; says how long the output paused when it went. */
    static Duration prove(Scenario opened, Row row, int rebalances) throws InterruptedException {
        Duration longestJoin = Duration.ZERO;
        Duration longestLeave = Duration.ZERO;
        try (Scenario scenario = opened) {
            scenario.startApp().awaitReady();
            scenario.awaitResults(400);

            // When
            for (int i = 0; i < rebalances / 2; i++) {
                scenario.gaps().restart();
                AppProcess second = scenario.startApp().awaitReady();
                await("work for the second").atMost(LIMIT).until(() -> second.forwarded() > 200);
                longestJoin = longer(longestJoin, scenario.gaps().worstPartition());

                scenario.gaps().restart();
                second.process().terminate();
                assertThat(second.process().awaitExit(LIMIT)).isZero();
                long awhileAfter = System.nanoTime() + AWHILE.toNanos();
                await("all partitions with the first").atMost(LIMIT).until(() -> scenario.gaps()
                        .allSince(awhileAfter));
                longestLeave = longer(longestLeave, scenario.gaps().worstPartition());
            }
            Verdict verdict = scenario.stopAndFinish();

            // Then
            row.put("rebalances", rebalances)
                    .put("longest_gap_on_join", longestJoin)
                    .put("longest_gap_on_leave", longestLeave)
                    .write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
            return longestLeave;
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
