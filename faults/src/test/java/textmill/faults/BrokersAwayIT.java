package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.embedded.BrokerCluster;
import textmill.faults.app.AppProcess;
import textmill.faults.oracle.Verdict;
import textmill.faults.process.Signals;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.Site;

/** The only broker is killed, frozen, and away when the application is to stop: it says so, waits, and stops all the same. */
class BrokersAwayIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

    @AutoClose
    private static Site site;

    @BeforeAll
    static void startBroker() {
        Path directory = Row.directory().resolve("faults").resolve("away-site");
        site = Site.start(1, directory);
    }

    /** Frozen without an open transaction: a broker that is its own controller fences itself, and may lose markers. */
    @Test
    void shouldSayThatNoBrokerAnswersAndStopWithoutOne() throws InterruptedException {
        // Given
        Row row = new Row("brokers-away");
        BrokerCluster brokers = site.cluster().brokers();
        try (Scenario scenario = Scenario.open(site, Plan.endless("away", 200))) {
            AppProcess app = scenario.startApp().awaitReady();
            scenario.awaitResults(400);

            // When the broker dies, then a new start of the application is not asked for
            brokers.kill();
            row.killed().put("not_ready_after_kill", untilNoBrokerAnswers(app));
            assertThat(app.isLive()).isTrue();

            // When the application is to stop without a broker, then it does, in order and soon
            long asked = System.nanoTime();
            app.process().terminate();
            int exitCode = app.process().awaitExit(LIMIT);
            Duration stop = Duration.ofNanos(System.nanoTime() - asked);
            row.put("stop_without_broker", stop);
            assertThat(exitCode).isZero();
            if (Size.chosen() == Size.RELEASE) {
                assertThat(stop).isLessThan(LONGEST_STOP);
            }

            // And nothing is lost or repeated when both are back
            brokers.restart();
            AppProcess next = scenario.startApp();
            Verdict verdict = scenario.stopAndFinish();

            // When the broker stands still with open connections, then this is said too, and work could go on
            long broker = brokers.brokers().get(0).pid();
            Signals.send("STOP", broker);
            row.killed().put("not_ready_after_freeze", untilNoBrokerAnswers(next));
            assertThat(next.isLive()).isTrue();
            Signals.send("CONT", broker);
            row.put("ready_after_thaw", untilReady(next)).write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }

    private static Duration untilNoBrokerAnswers(AppProcess app) {
        long began = System.nanoTime();
        await("readiness").atMost(LIMIT).until(() -> app.ready().contains("no broker answers"));
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static Duration untilReady(AppProcess app) {
        long began = System.nanoTime();
        await("readiness again").atMost(LIMIT).until(app::isReady);
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
