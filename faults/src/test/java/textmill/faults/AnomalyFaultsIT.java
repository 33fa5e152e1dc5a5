package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import textmill.faults.app.KillMoment;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.JudgedTexts;
import textmill.faults.scenario.Kills;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;

/** exactly_once_v2 with the store of anomalies: every judgement is that of an undisturbed run, whatever happens. */
@ExtendWith(SharedSite.class)
class AnomalyFaultsIT {

    @Test
    void shouldJudgeAsAnUndisturbedRunWouldOverKills(Site site) throws InterruptedException {
        // Given
        Plan plan = Plan.of("anomaly-kills", Size.of("records", 6_000, 100_000), 400);
        Row row = new Row(plan.name());
        try (Scenario scenario = JudgedTexts.open(site, plan)) {
            // When
            new Kills(scenario, plan, row, KillMoment.SEND, KillMoment.FLUSH, KillMoment.OFFSETS, KillMoment.COMMIT)
                    .run(Size.of("kills", 3, 25));
            Verdict verdict = scenario.finish();

            // Then
            row.write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }

    @Test
    void shouldLetAZombieNeitherJudgeNorLearn(Site site) throws InterruptedException {
        ZombieIT.prove(JudgedTexts.open(site, Plan.endless("anomaly-zombie", 400)), new Row("anomaly-zombie"));
    }

    @Test
    void shouldJudgeAsAnUndisturbedRunWouldOverRebalancesWithAStandby(Site site) throws InterruptedException {
        Plan plan = Plan.endless("anomaly-rebalance", 400).with("kafka.num.standby.replicas", "1");

        RebalanceIT.prove(JudgedTexts.open(site, plan), new Row(plan.name()), Size.of("rebalances", 2, 30));
    }
}
