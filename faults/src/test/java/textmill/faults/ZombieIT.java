package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.regex.Pattern;
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

/** A frozen instance whose partitions were taken over thaws: it must not be able to write. */
@ExtendWith(SharedSite.class)
class ZombieIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern FENCED = Pattern.compile(
            "TaskMigratedException|ProducerFencedException|InvalidProducerEpochException|UNKNOWN_MEMBER_ID|ILLEGAL_GENERATION");

    @Test
    void shouldFenceAnInstanceThatThawsAfterItsPartitionsWereTakenOver(Site site) throws InterruptedException {
        Plan plan = Plan.endless("zombie", 400);
        prove(Scenario.open(site, plan), new Row("zombie"));
    }

    /** Freezes and thaws instances of a scenario, and closes it. */
    static void prove(Scenario opened, Row row) throws InterruptedException {
        int times = Size.of("times", 1, 10);
        int fenced = 0;
        try (Scenario scenario = opened) {
            AppProcess first = scenario.startApp().awaitReady();
            for (int i = 0; i < times; i++) {
                scenario.awaitResults(scenario.results() + 400);

                // When
                AppProcess second = freezeUntilTakenOver(scenario, first, i % 2 == 0);
                row.killed();
                int before = fencings(first);
                first.process().thaw();
                AppProcess zombie = first;
                await("the fencing").atMost(LIMIT).until(() -> fencings(zombie) > before);
                fenced++;
                scenario.awaitResults(scenario.results() + 400);
                first.process().kill();
                first = second;
            }
            Verdict verdict = scenario.stopAndFinish();

            // Then
            row.put("fenced", fenced).write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
            assertThat(fenced).isEqualTo(times);
        }
    }

    /**
     * Freezes an instance and starts another, until that one has forwarded its first result (the frozen one's transaction
     * may then still be open), or until readers see it.
     */
    private static AppProcess freezeUntilTakenOver(Scenario scenario, AppProcess first, boolean forwardedOnly) {
        first.process().freeze();
        AppProcess second = scenario.startApp();
        long before = scenario.results();
        await("the take-over")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .until(() -> second.forwarded() > 0 && (forwardedOnly || scenario.results() > before + 1_000));
        return second;
    }

    private static int fencings(AppProcess app) {
        return (int) FENCED.matcher(app.process().output()).results().count();
    }
}
