package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.faults.app.AppProcess;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.Site;

/** A rate that one process keeps up with under exactly_once_v2: the lag does not grow, and in the end is less than two seconds. */
class SteadyLoadIT {
    private static final Duration SAMPLE = Duration.ofSeconds(5);

    private static final int SECONDS_BEHIND = 2;

    @AutoClose
    private static Site site;

    @BeforeAll
    static void startBroker() {
        site = Site.startFast(Row.directory().resolve("faults").resolve("fast-site"));
    }

    @Test
    void shouldKeepUpWithASteadyLoad() throws InterruptedException {
        // Given
        int perSecond = Size.of("rate", 5_000, 50_000);
        int seconds = Size.of("seconds", 60, 600);
        Plan plan = Plan.of("steady", (long) perSecond * seconds, perSecond).on(AppProcess.Shape.swift());
        Row row = new Row("steady");
        try (Scenario scenario = Scenario.open(site, plan)) {
            AppProcess app = scenario.startApp().awaitReady();

            // When
            List<Long> behind = new ArrayList<>();
            long began = System.nanoTime();
            long resultsBefore = scenario.resultsInAll();
            for (int i = 1; scenario.written() < plan.records(); i++) {
                long next = began + i * SAMPLE.toNanos();
                await().atMost(SAMPLE.multipliedBy(4)).until(() -> System.nanoTime() > next);
                behind.add(scenario.written() - scenario.resultsInAll());
            }
            long rate = (scenario.resultsInAll() - resultsBefore) * 1_000_000_000L / (System.nanoTime() - began);
            Verdict verdict = scenario.finish();

            // Then
            int third = Math.max(1, behind.size() / 3);
            long early = most(behind.subList(0, third));
            long late = most(behind.subList(behind.size() - third, behind.size()));
            row.put("offered_per_second", perSecond)
                    .put("results_per_second", rate)
                    .put("behind_early", early)
                    .put("behind_late", late)
                    .put("rss_mib", app.process().residentBytes() >> 20)
                    .write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
            if (Size.chosen() == Size.RELEASE) {
                assertThat(late)
                        .as("behind in the last third, against %s in the first", early)
                        .isLessThan(early + perSecond)
                        .isLessThan((long) SECONDS_BEHIND * perSecond);
                assertThat(rate).isGreaterThanOrEqualTo(perSecond * 9L / 10);
            }
        }
    }

    private static long most(List<Long> samples) {
        return samples.stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
