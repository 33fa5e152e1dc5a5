package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import textmill.faults.app.AppProcess;
import textmill.faults.app.KillMoment;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.Kills;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.RealModel;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;

/** exactly_once_v2: nothing lost, repeated or reordered when the application is killed at any moment. */
@ExtendWith(SharedSite.class)
class ExactlyOnceKillsIT {

    @Test
    void shouldBeExactOverKillsAtRandomMomentsAndInTheMiddleOfCommits(Site site) throws InterruptedException {
        Plan plan = Plan.of("eos", Size.of("records", 20_000, 100_000), 500);

        prove(site, plan, Size.of("kills", 5, 25));
    }

    @Test
    void shouldBeExactUnderTheStreamsProtocol(Site site) throws InterruptedException {
        Plan plan =
                Plan.of("eos-streams", Size.of("records", 8_000, 40_000), 400).with("group.protocol", "streams");

        prove(site, plan, Size.of("kills", 2, 10));
    }

    @Test
    void shouldBeExactWithARealModel(Site site) throws InterruptedException {
        // Given
        Plan plan = Plan.of("eos-model", Size.of("records", 800, 4_000), 40).on(AppProcess.Shape.model(RealModel.NAME));
        Row row = new Row(plan.name()).put("model", RealModel.NAME);
        try (RealModel model = RealModel.open();
                Scenario scenario = Scenario.open(site, plan, model::matches)) {
            // When
            new Kills(scenario, plan, row, KillMoment.SEND, KillMoment.FLUSH, KillMoment.OFFSETS, KillMoment.COMMIT)
                    .run(Size.of("kills", 2, 5));
            Verdict verdict = scenario.finish();

            // Then
            row.write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }

    private static void prove(Site site, Plan plan, int kills) throws InterruptedException {
        // Given
        Row row = new Row(plan.name());
        try (Scenario scenario = Scenario.open(site, plan)) {
            // When
            new Kills(scenario, plan, row, KillMoment.SEND, KillMoment.FLUSH, KillMoment.OFFSETS, KillMoment.COMMIT)
                    .run(kills);
            Verdict verdict = scenario.finish();

            // Then
            row.write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }
}
