package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.Refusal;
import textmill.topology.testing.StubEngine;

/** The way from one rebalance protocol to the other and back, as the page on production describes it. */
@Timeout(240)
class ProtocolMoveTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldGoOnWhereTheOtherProtocolStoppedAndComputeNothingTwice() {
        // Given
        Map<String, String> settings = cluster.topics("moved", 2);
        int texts = 0;

        for (String protocol : new String[] {"classic", "streams", "classic"}) {
            // When every instance was stopped and one is started with the other protocol
            settings.put("group.protocol", protocol);
            cluster.produceTexts("moved", 2, texts, texts + 50);
            texts += 50;
            try (StubEngine engine = StubEngine.fast();
                    TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
                await().atMost(LIMIT).until(() -> cluster.lag("moved", "moved") == 0);

                // Then it computes what is new, and only that
                assertThat(app.counters().outputs()).as(protocol).isEqualTo(50);
            }
        }
        await().atMost(LIMIT).until(() -> cluster.isStable("moved.embeddings"));
        assertThat(cluster.read("moved.embeddings")).hasSize(texts);
    }

    @ParameterizedTest
    @CsvSource({"classic,streams", "streams,classic"})
    void shouldRefuseToStartBesideMembersOfTheOtherProtocol(String running, String other) {
        // Given
        String name = "beside-" + running;
        Map<String, String> settings = cluster.topics(name, 2);
        settings.put("group.protocol", running);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> app.ready().isUp());

            // When
            settings.put("group.protocol", other);
            settings.put("start.timeout.ms", "5000");
            TextmillConfig changed = TextmillConfig.parse(settings);

            // Then one line says what to do, and the one that runs goes on
            assertThat(Refusal.of(changed, engine).problems())
                    .singleElement()
                    .asString()
                    .startsWith("application.id = " + name + ": its group has members of the protocol " + running)
                    .contains("group.protocol = " + other, "stop every instance");
            cluster.produceTexts(name, 2, 0, 50);
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            assertThat(app.counters().outputs()).isEqualTo(50);
        }
    }
}
