package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import textmill.embedded.BrokerProcess;
import textmill.faults.app.AppProcess;
import textmill.faults.cluster.KafkaCluster;
import textmill.faults.cluster.Registry;
import textmill.faults.oracle.Verdict;
import textmill.faults.process.DiskSpace;
import textmill.faults.report.Row;
import textmill.faults.scenario.Plan;
import textmill.faults.scenario.Scenario;
import textmill.faults.scenario.Site;

/** The broker's disk is full: the application says what it sees of that, and loses nothing when there is room again. */
class FullDiskIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String SECOND_DISK = "second-disk";

    /** Kafka ends a broker that can no longer write to its only disk. */
    @Test
    void shouldSayThatNoBrokerAnswersWhereItsOnlyDiskIsFull() throws InterruptedException {
        // Given
        Row row = new Row("disk-full");
        try (Site site = Site.start(1, directory("full-disk"));
                Scenario scenario = Scenario.open(site, Plan.endless("full-disk", 200))) {
            AppProcess app = scenario.startApp().awaitReady();
            scenario.awaitResults(400);
            BrokerProcess broker = broker(site);

            // When
            DiskSpace.limit(broker.pid(), 0);
            long full = System.nanoTime();

            // Then it is not ready, and live: to start it again would make no room
            await("readiness").atMost(LIMIT).until(() -> app.ready().contains("no broker answers"));
            row.killed().put("not_ready", since(full));
            assertThat(app.isLive()).isTrue();
            await("the broker's end").atMost(LIMIT).until(() -> !broker.isAlive());

            // And when there is room again, nothing is lost or repeated
            broker.restart();
            await("readiness again").atMost(LIMIT).until(app::isReady);
            Verdict verdict = scenario.stopAndFinish();
            row.write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }

    /**
     * A broker with two disks takes one of them out of service at the first error that it has with it, whichever that is,
     * and goes on with the other. Here the second disk is moved away under it.
     */
    @Test
    void shouldNamePartitionsOnTheOneOfTwoDisksThatFails() throws Exception {
        // Given everything on the first disk but a partition of the input and one of the output
        Row row = new Row("one-disk-of-two");
        Path directory = directory("one-disk");
        KafkaCluster cluster = KafkaCluster.startWithSecondDisk(directory, SECOND_DISK);
        try (Site site = new Site(cluster, new Registry(cluster), directory);
                Scenario scenario = Scenario.open(site, Plan.endless("one-disk", 200))) {
            Path second = directory.resolve(SECOND_DISK);
            AppProcess app = scenario.startApp().awaitReady();
            cluster.placeAlone(second, Map.of("one-disk", 1, "one-disk.embeddings", 2));
            scenario.awaitResults(scenario.results() + 400);

            // When
            Path gone = Files.move(second, directory.resolve("moved-away"));
            Files.createFile(second);
            long failed = System.nanoTime();

            // Then
            await("readiness").atMost(LIMIT).until(() -> app.ready()
                    .contains("topic one-disk has no leader for partitions [1]"));
            row.killed().put("not_ready", since(failed));
            await("the output").atMost(LIMIT).until(() -> app.ready()
                    .contains("topic one-disk.embeddings has no leader for partitions [2]"));
            assertThat(app.isLive()).isTrue();
            assertThat(broker(site).isAlive()).isTrue();

            // And when the disk is back, which takes a start of the broker, nothing is lost or repeated
            broker(site).kill();
            Files.delete(second);
            Files.move(gone, second);
            broker(site).restart();
            await("readiness again").atMost(LIMIT).until(app::isReady);
            Verdict verdict = scenario.stopAndFinish();
            row.write(verdict);
            assertThat(verdict.isExact()).as("%s", verdict).isTrue();
        }
    }

    private static Path directory(String name) {
        return Row.directory().resolve("faults").resolve(name);
    }

    private static BrokerProcess broker(Site site) {
        return site.cluster().brokers().brokers().get(0);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
