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

/** The device answers nothing for half a minute: reading waits, nobody is thrown out of the group, nothing is lost. */
@ExtendWith(SharedSite.class)
class SlowInferenceIT {
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** After ten seconds readiness says that the engine stands. */
    private static final Duration STILL_READY = Duration.ofSeconds(9);

    @Test
    void shouldWaitForAStalledEngine(Site site) throws InterruptedException {
        // Given
        int stalls = Size.of("stalls", 1, 3);
        Plan plan = Plan.endless("slow", 400);
        Row row = new Row("slow");
        try (Scenario scenario = Scenario.open(site, plan)) {
            AppProcess app = scenario.startApp().awaitReady();
            for (int i = 0; i < stalls; i++) {
                scenario.awaitResults(scenario.results() + 400);
                scenario.gaps().restart();

                // When
                long told = System.nanoTime();
                app.stall(STALL);
                row.killed();
                await("the stall")
                        .atMost(LIMIT)
                        .until(() -> scenario.gaps().overall().toSeconds() > 5);
                boolean ready = app.isReady();
                assertThat(ready || System.nanoTime() - told > STILL_READY.toNanos())
                        .as("ready while the engine stands")
                        .isTrue();
                long during = scenario.results();
                scenario.awaitResults(during + 1_000);
                row.put("gap", scenario.gaps().overall());
            }
            Verdict verdict = scenario.stopAndFinish();

            // Then
            row.write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
            assertThat(app.process().isAlive()).isTrue();
            assertThat(app.process().output()).doesNotContain("A stream thread died");
        }
    }
}
