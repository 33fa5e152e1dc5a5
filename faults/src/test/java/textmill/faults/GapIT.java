package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import textmill.faults.app.AppProcess;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;

/** How long readers of committed data wait after a SIGKILL, and which time-out they wait for. Reports; has no bar. */
@ExtendWith(SharedSite.class)
class GapIT {
    private static final Duration SILENCE = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void shouldReportTheGapAfterAKillWithOneInstance(Site site) throws InterruptedException {
        report(site, new Row("gap-one-instance"), plan("gap-one-instance", Map.of()), false);
    }

    @Test
    void shouldReportTheGapAfterAKillWithTwoInstances(Site site) throws InterruptedException {
        report(site, new Row("gap-two-instances"), plan("gap-two-instances", Map.of()), true);
    }

    @Tag("release")
    @Test
    void shouldReportTheGapWithTheDefaultSessionTimeout(Site site) throws InterruptedException {
        Plan plan = plan("gap-defaults", Map.of("kafka.consumer.session.timeout.ms", "45000"));
        report(site, new Row("gap-defaults"), plan, false);
    }

    private static Plan plan(String name, Map<String, String> settings) {
        Plan plan = Plan.endless(name, 200);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            plan = plan.with(setting.getKey(), setting.getValue());
        }
        return plan;
    }

    private static void report(Site site, Row row, Plan plan, boolean second) throws InterruptedException {
        // Given
        try (Scenario scenario = Scenario.open(site, plan)) {
            AppProcess app = scenario.startApp().awaitReady();
            if (second) {
                AppProcess other = scenario.startApp().awaitReady();
                await("work for both").atMost(LIMIT).until(() -> other.forwarded() > 200);
            }
            scenario.awaitResults(scenario.results() + 1_000);

            // When
            app.process().kill();
            scenario.gaps().restart();
            row.killed();
            if (!second) {
                scenario.startApp();
            }
            // What was committed before the kill may still be on its way to the reader. The silence may be over by the
            // time
            // that it is seen.
            await("silence")
                    .atMost(LIMIT)
                    .until(() -> scenario.gaps().worstPartition().compareTo(SILENCE) > 0);
            long silent = System.nanoTime();
            await("output after the kill").atMost(LIMIT).until(() -> scenario.gaps()
                    .allSince(silent));
            row.put("gap", scenario.gaps().overall())
                    .put("gap_worst_partition", scenario.gaps().worstPartition());
            Verdict verdict = scenario.stopAndFinish();

            // Then
            row.write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }
}
