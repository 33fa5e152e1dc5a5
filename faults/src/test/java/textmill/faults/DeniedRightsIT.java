package textmill.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.SecuredBroker;
import textmill.faults.app.AppProcess;
import textmill.faults.cluster.KafkaCluster;
import textmill.faults.report.Row;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;

/** A right is missing at the start, or is taken away while the application works. */
@ExtendWith(SharedSite.class)
class DeniedRightsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int CONFIGURATION = 78;

    @AutoClose
    private static SecuredBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = SecuredBroker.startProcess(EmbeddedBrokerConfig.in(
                KafkaCluster.empty(Row.directory().resolve("faults").resolve("secured-broker"))));
    }

    @Test
    void shouldEndWithOneLineForEachRightThatIsMissing(Site site) {
        // Given
        Row row = new Row("rights-denied");
        String name = "denied";
        List<AclBinding> rights = needed(name);
        broker.createTopics(name, name + ".embeddings", name + ".dead-letters");
        for (int denied = 0; denied < rights.size(); denied++) {
            List<AclBinding> others = new ArrayList<>(rights);
            others.remove(denied);
            broker.allow(others);

            // When
            long began = System.nanoTime();
            try (AppProcess app = start(site, name, "app-" + denied)) {
                int exitCode = app.process().awaitExit(LIMIT);

                // Then
                row.killed().put("ended_" + denied, Duration.ofNanos(System.nanoTime() - began));
                assertThat(exitCode).as(app.process().output()).isEqualTo(CONFIGURATION);
                assertThat(app.process().output().lines().filter(line -> line.contains("No right to")))
                        .singleElement()
                        .asString()
                        .contains(rights.get(denied).pattern().name(), "User:alice");
            }
            broker.deny(others);
        }
        row.write();
    }

    @Test
    void shouldSayWhichRightIsTakenAwayAndGoOnWhenItIsBack(Site site) {
        // Given
        Row row = new Row("right-taken-away");
        String name = "taken";
        List<AclBinding> rights = needed(name);
        broker.createTopics(name, name + ".embeddings", name + ".dead-letters");
        broker.allow(rights);
        try (AppProcess app = start(site, name, "app").awaitReady()) {
            // When
            AclBinding write = rights.get(1);
            broker.deny(List.of(write));
            long taken = System.nanoTime();

            // Then
            await("readiness").atMost(LIMIT).until(() -> app.ready()
                    .contains("right to WRITE topic " + name + ".embeddings is missing"));
            row.killed().put("not_ready", Duration.ofNanos(System.nanoTime() - taken));

            // And when it is back
            broker.allow(List.of(write));
            await("readiness again").atMost(LIMIT).until(app::isReady);
            assertThat(app.isLive()).isTrue();
        }
        row.write();
    }

    /** All that an application needs: to read, to write results, to write dead letters, its group, its transactions. */
    private static List<AclBinding> needed(String name) {
        return List.of(
                SecuredBroker.right(AclOperation.READ, ResourceType.TOPIC, name, PatternType.LITERAL),
                SecuredBroker.right(AclOperation.WRITE, ResourceType.TOPIC, name + ".embeddings", PatternType.LITERAL),
                SecuredBroker.right(
                        AclOperation.WRITE, ResourceType.TOPIC, name + ".dead-letters", PatternType.LITERAL),
                SecuredBroker.right(AclOperation.READ, ResourceType.GROUP, name, PatternType.LITERAL),
                SecuredBroker.right(
                        AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, name + "-", PatternType.PREFIXED));
    }

    private static AppProcess start(Site site, String name, String process) {
        Map<String, String> settings = new HashMap<>();
        broker.login().forEach((key, value) -> settings.put("kafka." + key, value));
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("schema.registry.url", site.registry().url());
        settings.put("application.id", name);
        settings.put("input.topic", name);
        settings.put("task.embeddings.model", "stub");
        settings.put("task.embeddings.topic", name + ".embeddings");
        settings.put("dead.letter.topic", name + ".dead-letters");
        settings.put("http.port", "0");
        Path directory = site.directory().resolve("rights-" + name);
        return AppProcess.start(directory, process, settings, AppProcess.Shape.slow(1));
    }
}
