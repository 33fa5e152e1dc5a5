package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.embedded.BrokerCluster;
import textmill.embedded.BrokerProcess;
import textmill.faults.oracle.Verdict;
import textmill.faults.report.Row;
import textmill.faults.report.Size;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.Site;

/** Brokers die by SIGKILL and come back; three replicas, two of which must have every record. */
class BrokerKillsIT {
    private static final Duration AWHILE = Duration.ofSeconds(3);
    private static final Duration DOWN = Duration.ofSeconds(30);

    @AutoClose
    private static Site site;

    @BeforeAll
    static void startBrokers() {
        site = Site.start(3, Row.directory().resolve("faults").resolve("three-brokers"));
    }

    @Test
    void shouldBeExactOverKillsOfOneBroker() throws InterruptedException {
        // Given
        int kills = Size.of("kills", 1, 15);
        Plan plan = Plan.endless("broker-one", 400);
        Row row = new Row("broker-one");
        BrokerCluster brokers = site.cluster().brokers();
        try (Scenario scenario = Scenario.open(site, plan)) {
            scenario.startApp().awaitReady();
            Duration longest = Duration.ZERO;
            for (int i = 0; i < kills; i++) {
                scenario.awaitResults(scenario.results() + 1_000);
                scenario.gaps().restart();

                // When
                BrokerProcess broker = brokers.brokers().get(i % 3);
                broker.kill();
                row.killed();
                long awhileAfter = System.nanoTime() + AWHILE.toNanos();
                await("output without the broker").atMost(Duration.ofMinutes(2)).until(() -> scenario.gaps()
                        .allSince(awhileAfter));
                scenario.awaitResults(scenario.results() + 1_000);
                Duration gap = scenario.gaps().worstPartition();
                longest = gap.compareTo(longest) > 0 ? gap : longest;
                broker.restart();
                awaitInSync(plan);
            }
            Verdict verdict = scenario.stopAndFinish();

            // Then
            row.put("longest_gap", longest).write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }

    @Test
    void shouldBeExactWhenAllBrokersAreDown() throws InterruptedException {
        // Given
        int outages = Size.of("outages", 1, 15);
        Plan plan = Plan.endless("broker-all", 400);
        Row row = new Row("broker-all");
        BrokerCluster brokers = site.cluster().brokers();
        try (Scenario scenario = Scenario.open(site, plan)) {
            scenario.startApp().awaitReady();
            Duration longest = Duration.ZERO;
            for (int i = 0; i < outages; i++) {
                scenario.awaitResults(scenario.results() + 1_000);
                scenario.gaps().restart();

                // When
                brokers.kill();
                row.killed().killed().killed();
                await("thirty seconds")
                        .atMost(DOWN.multipliedBy(2))
                        .until(() -> scenario.gaps().overall().compareTo(DOWN) > 0);
                brokers.restart();
                long back = System.nanoTime();
                await("output again").atMost(Duration.ofMinutes(4)).until(() -> scenario.gaps()
                        .allSince(back));
                Duration gap = scenario.gaps().worstPartition();
                longest = gap.compareTo(longest) > 0 ? gap : longest;
                awaitInSync(plan);
            }
            Verdict verdict = scenario.stopAndFinish();

            // Then
            row.put("longest_gap", longest).write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }

    private static void awaitInSync(Plan plan) {
        site.cluster()
                .awaitInSync(
                        List.of(plan.name(), plan.name() + ".embeddings", "__transaction_state", "__consumer_offsets"));
    }
}
