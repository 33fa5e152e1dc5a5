package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import textmill.faults.load.Load;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.DocumentModels;
import textmill.faults.scenario.DocumentsSetup;
import textmill.faults.scenario.OutputsScenario;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;

/** Long documents under exactly_once_v2: a record for each window, a route that takes some, a redacted copy of the input. */
@ExtendWith(SharedSite.class)
class DocumentsKillsIT {

    @Test
    void shouldBeExactInWindowsRoutesAndRedactedCopiesOverKills(Site site) throws InterruptedException {
        // Given
        Load.Plan input = DocumentsSetup.input(Size.of("records", 600, 6_000), Size.of("rate", 30, 60));
        DocumentModels models = DocumentModels.of(input);
        try (OutputsScenario scenario = OutputsScenario.open(site, DocumentsSetup.of(input, models))) {
            Row row = new Row("documents");

            // When
            scenario.kill(Size.of("kills", 3, 12), row);
            Map<String, Verdict> verdicts = scenario.finish();

            // Then
            row.write(verdicts);
            assertThat(verdicts).hasSize(4).allSatisfy((output, verdict) -> assertThat(verdict.isExact())
                    .as("%s: %s", output, verdict)
                    .isTrue());
            assertThat(Objects.requireNonNull(verdicts.get("documents.in.vectors of documents.in"))
                            .records())
                    .isGreaterThan(4 * input.records());
            assertThat(Objects.requireNonNull(verdicts.get("documents.in.sure of documents.in"))
                            .records())
                    .isBetween(input.records() / 5, 4 * input.records() / 5);
        }
    }
}
