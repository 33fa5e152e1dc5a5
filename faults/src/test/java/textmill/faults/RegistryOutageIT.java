package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.faults.app.AppProcess;
import textmill.faults.load.Load;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.Site;

/** The schema registry is gone: what is known flows on, what is new waits, and nothing is dead-lettered for it. */
class RegistryOutageIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int PER_SECOND = 200;

    @AutoClose
    private static Site site;

    @BeforeAll
    static void startBroker() {
        Path directory = Row.directory().resolve("faults").resolve("registry-site");
        site = Site.startUnharmed(directory);
    }

    @Test
    void shouldWaitForTheRegistryWithNewSchemasOnly() throws InterruptedException {
        // Given
        int outages = Size.of("outages", 1, 3);
        Duration outage = Duration.ofSeconds(Size.of("outage.seconds", 20, 60));
        Row row = new Row("registry");
        long knownPerOutage = Long.MAX_VALUE;
        Plan plan = Plan.endless("registry", PER_SECOND);
        try (Scenario scenario = Scenario.open(site, plan)) {
            for (int i = 0; i < outages; i++) {
                // A new process: one that has seen the new schema would not ask for it again.
                AppProcess app = scenario.startApp().awaitReady();
                scenario.awaitResults(scenario.results() + 400);

                // When
                knownPerOutage = Math.min(knownPerOutage, outage(scenario, app, outage));
                row.killed();

                // Then
                await("readiness").atMost(LIMIT).until(app::isReady);
                // All that waited, lest the next process learns the new schema from it.
                await("the backlog").atMost(LIMIT).until(() -> scenario.written() - scenario.results() < PER_SECOND);
                scenario.awaitResults(scenario.results() + 1_000);
                app.process().terminate();
                assertThat(app.process().awaitExit(Duration.ofMinutes(1))).isZero();
            }
            scenario.startApp();
            Verdict verdict = scenario.stopAndFinish();
            row.put("outage", outage)
                    .put("results_of_known_schemas_in_worst_outage", knownPerOutage)
                    .write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
            assertThat(knownPerOutage).isPositive();
        }
    }

    /** Returns how many results there were in the meantime. */
    private static long outage(Scenario scenario, AppProcess app, Duration length) {
        site.registry().off();
        long off = System.nanoTime();
        scenario.load().useNewSchema();
        await("readiness DOWN").atMost(LIMIT).until(() -> !app.isReady());
        await("partition 0 to wait")
                .atMost(LIMIT)
                .until(() -> scenario.gaps().silence(Load.NEW_SCHEMA_PARTITION).toSeconds() > 1);
        long before = scenario.results();
        // However late this is: the outage lasts until it has been seen that what is known flows on.
        scenario.awaitResults(before + PER_SECOND);
        await("the end of the outage")
                .atMost(length.multipliedBy(2))
                .until(() -> System.nanoTime() - off > length.toNanos());
        long after = scenario.results();
        assertThat(app.isReady()).isFalse();
        assertThat(scenario.gaps().silence(Load.NEW_SCHEMA_PARTITION)).isGreaterThan(Duration.ofSeconds(1));
        scenario.load().useOldSchema();
        site.registry().on();
        return after - before;
    }
}
