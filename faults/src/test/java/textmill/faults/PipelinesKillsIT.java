package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.OutputsScenario;
import textmill.faults.scenario.PipelinesSetup;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;
import textmill.faults.scenario.SmallModels;

/** Two pipelines, three input topics, two classifiers, one of them with a route, and one embedder in one process, under exactly_once_v2. */
@ExtendWith(SharedSite.class)
class PipelinesKillsIT {

    @Test
    void shouldBeExactInEveryOutputForEveryInputOverKills(Site site) throws InterruptedException {
        // Given
        int records = Size.of("records", 1_000, 10_000);
        try (SmallModels models = SmallModels.open(site.directory().resolve("second-classifier"));
                OutputsScenario scenario =
                        OutputsScenario.open(site, PipelinesSetup.of(records, Size.of("rate", 60, 150), models))) {
            Row row = new Row("pipelines");

            // When
            scenario.kill(Size.of("kills", 3, 12), row);
            Map<String, Verdict> verdicts = scenario.finish();

            // Then
            row.write(verdicts);
            assertThat(verdicts).hasSize(6).allSatisfy((output, verdict) -> assertThat(verdict.isExact())
                    .as("%s: %s", output, verdict)
                    .isTrue());
        }
    }
}
