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

/** Ten times what the engine can take arrives: the topic holds what waits, not the application's memory. */
@ExtendWith(SharedSite.class)
class OverloadIT {
    private static final long MEBIBYTE = 1 << 20;
    private static final long BAR = 100 * MEBIBYTE;
    private static final int PER_SECOND = 20_000;
    private static final int SAMPLES = 20;

    /**
     * Batches of 16 to 32 in 15 ms on average, on two threads: 2,000 to 4,000 texts per second. Where the load lasts for
     * seconds only and a machine that stands still can stretch it, a tenth of that: else most might be computed by its end.
     */
    private static final AppProcess.Shape TOO_SLOW =
            new AppProcess.Shape("stub:512:32:" + Size.of("overload.batch.ms", 300, 30) + ":1", false);

    @Test
    void shouldLeaveInTheTopicWhatIsTooMuch(Site site) throws InterruptedException {
        // Given
        int seconds = Size.of("overload.seconds", 15, 60);
        Plan plan = Plan.of("overload", (long) PER_SECOND * seconds, PER_SECOND).on(TOO_SLOW);
        Row row = new Row("overload");
        try (Scenario scenario = Scenario.open(site, plan)) {
            AppProcess slow = scenario.startApp().awaitReady();
            scenario.awaitResults(2_000);
            long before = slow.process().residentBytes();

            // When
            long most = before;
            for (int i = 1; i <= SAMPLES; i++) {
                long share = plan.records() * i / SAMPLES;
                await("the load").atMost(Duration.ofSeconds(4L * seconds)).until(() -> scenario.written() >= share);
                most = Math.max(most, slow.process().residentBytes());
            }
            scenario.awaitResults(scenario.results() + 2_000);
            most = Math.max(most, slow.process().residentBytes());
            long behind = scenario.written() - scenario.results();
            slow.process().terminate();
            assertThat(slow.process().awaitExit(Duration.ofMinutes(1))).isZero();
            scenario.startApp(AppProcess.Shape.swift());
            Verdict verdict = scenario.finish();

            // Then
            row.put("rss_mib", before / MEBIBYTE)
                    .put("rss_growth_mib", (most - before) / MEBIBYTE)
                    .put("behind", behind)
                    .write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
            assertThat(behind).as("what waits in the topic").isGreaterThan(plan.records() / 2);
            assertThat(most - before).isLessThanOrEqualTo(BAR);
        }
    }
}
