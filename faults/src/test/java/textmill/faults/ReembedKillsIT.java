package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.ReembedScenario;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;

/** The past by a new model beside live traffic: every text once, and the cut-over exact, over kills of the job. */
@ExtendWith(SharedSite.class)
class ReembedKillsIT {

    @Test
    void shouldHaveEveryTextOnceByTheNewModelOverKills(Site site) throws InterruptedException, IOException {
        // Given
        try (ReembedScenario scenario = ReembedScenario.open(site, Size.of("rate", 120, 400))) {
            Row row = new Row("reembed");
            scenario.changeModel(Size.of("records", 1_200, 100_000));

            // When
            Map<Integer, Long> cuts = scenario.reembed(Size.of("kills", 4, 20), row);
            Verdict verdict = scenario.finish(cuts);

            // Then
            row.put("reembedded", cuts.values().stream().mapToLong(cut -> cut).sum());
            row.write(verdict);
            assertThat(verdict.isExact()).as("%s, cut-overs %s", verdict, cuts).isTrue();
            assertThat(cuts.values()).allSatisfy(cut -> assertThat(cut).isPositive());
        }
    }
}
