package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.faults.app.AppProcess;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;

/** SIGTERM: what is in flight is finished and committed, so that not even at_least_once repeats anything. */
@ExtendWith(SharedSite.class)
class SigtermIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
    void shouldDrainAndRepeatNothing(String guarantee, Site site) throws InterruptedException {
        // Given
        int stops = Size.of("stops", 1, 10);
        // Only a stop takes partitions away: what a pause of the machine takes away, at_least_once rightly computes
        // again.
        Plan plan = Plan.endless("sigterm-" + guarantee, 400)
                .with("processing.guarantee", guarantee)
                .with("kafka.consumer.session.timeout.ms", "60000");
        Row row = new Row(plan.name());
        Duration longest = Duration.ZERO;
        try (Scenario scenario = Scenario.open(site, plan)) {
            AppProcess app = scenario.startApp();
            for (int i = 0; i < stops; i++) {
                scenario.awaitResults(scenario.results() + 400);

                // When
                long asked = System.nanoTime();
                app.process().terminate();
                int exitCode = app.process().awaitExit(LIMIT);
                Duration drain = Duration.ofNanos(System.nanoTime() - asked);

                // Then
                row.killed();
                longest = drain.compareTo(longest) > 0 ? drain : longest;
                assertThat(exitCode).as("exit code").isZero();
                app = scenario.startApp();
            }
            Verdict verdict = scenario.stopAndFinish();
            row.put("longest_drain", longest).write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
            if (Size.chosen() == Size.RELEASE) {
                assertThat(longest).isLessThanOrEqualTo(LONGEST_DRAIN);
            }
        }
    }
}
