package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
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

/** A million records leave the resident memory where it was after the first ones. */
@Tag("release")
@ExtendWith(SharedSite.class)
class MemoryIT {
    private static final long MEBIBYTE = 1 << 20;
    private static final long BAR = 100 * MEBIBYTE;
    private static final int SAMPLES = 20;

    @Test
    void shouldNotGrow(Site site) throws InterruptedException {
        // Given
        int records = Size.of("records", 100_000, 1_000_000);
        int warmUp = records / 5;
        Plan plan = Plan.of("memory", records, 5_000).on(new AppProcess.Shape("stub:512:256:10:1", false));
        Row row = new Row("memory");
        try (Scenario scenario = Scenario.open(site, plan)) {
            AppProcess app = scenario.startApp().awaitReady();
            scenario.awaitResults(warmUp);
            long before = app.process().residentBytes();

            // When
            long most = before;
            for (int i = 1; i <= SAMPLES; i++) {
                scenario.awaitResults(warmUp + (long) (records - warmUp) * i / SAMPLES);
                most = Math.max(most, app.process().residentBytes());
            }
            Verdict verdict = scenario.finish();

            // Then
            row.put("rss_after_warm_up_mib", before / MEBIBYTE)
                    .put("rss_growth_mib", (most - before) / MEBIBYTE)
                    .write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
            assertThat(most - before).isLessThanOrEqualTo(BAR);
        }
    }
}
