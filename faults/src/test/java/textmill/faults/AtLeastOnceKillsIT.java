package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import textmill.faults.app.KillMoment;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.Kills;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;

/** at_least_once: nothing lost, and no more repeated than was written since the last commit. */
@ExtendWith(SharedSite.class)
class AtLeastOnceKillsIT {
    private static final int IN_FLIGHT = 512;
    private static final int COMMITS_PER_SECOND = 10;
    private static final int POLL = 1_000;

    @Test
    void shouldLoseNothingAndRepeatLittleOverKills(Site site) throws InterruptedException {
        // Given
        int kills = Size.of("kills", 2, 10);
        Plan plan =
                Plan.of("alo", Size.of("records", 8_000, 40_000), 400).with("processing.guarantee", "at_least_once");
        Row row = new Row("alo");
        try (Scenario scenario = Scenario.open(site, plan)) {
            // When
            new Kills(scenario, plan, row, KillMoment.FLUSH, KillMoment.COMMIT_SYNC, KillMoment.SEND).run(kills);
            Verdict verdict = scenario.finish();

            // Then
            long perSecond = scenario.peakPerSecond();
            long bound = kills * (IN_FLIGHT + perSecond / COMMITS_PER_SECOND + POLL);
            row.put("peak_per_second", perSecond).put("bound", bound).write(verdict);
            assertThat(verdict.isComplete()).as("%s", verdict).isTrue();
            assertThat(verdict.duplicated()).isLessThanOrEqualTo(bound);
        }
    }
}
