package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static textmill.topology.AlteredTopics.header;
import static textmill.topology.AlteredTopics.now;
import static textmill.topology.AlteredTopics.record;
import static textmill.topology.AlteredTopics.texts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewPartitions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.topology.config.ConfigException;
import textmill.topology.config.TextmillConfig;
import textmill.topology.deadletter.ErrorHeaders;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;

/** What an application that judges texts makes of altered topics, its stores' among them, on a real broker. */
class AlteredAnomalyTopicsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static Cluster cluster;
    private static AlteredTopics topics;

    @BeforeAll
    static void startCluster() {
        // Threads die here on purpose.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        cluster = Cluster.start();
        topics = new AlteredTopics(cluster);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldSayThatAStoreHasOtherPartitionsThanItsInput(@TempDir Path directory) throws Exception {
        // Given an application that judges texts
        String name = "grown";
        String store = "grown-anomalies-changelog";
        Map<String, String> settings = cluster.topics(name, 1);
        cluster.createTopic(name + ".anomalies", 2, Map.of());
        settings.put("anomaly.topic", name + ".anomalies");
        settings.put("kafka.state.dir", directory.toString());
        settings.put("thread.restarts", "1");
        TextmillConfig config = TextmillConfig.parse(settings);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(config, engine)) {
            cluster.produceTexts(name, 1, 0, 20);
            topics.awaitEnd(app, name);
            assertThat(topics.setting(store, "cleanup.policy")).isEqualTo("compact");
            assertThat(topics.setting(store, "segment.bytes")).isEqualTo("67108864");

            // When its input grows
            cluster.admin()
                    .createPartitions(Map.of(name, NewPartitions.increaseTo(2)))
                    .all()
                    .get();

            // Then it says which topic is in the way
            await().atMost(LIMIT).until(() -> says(app, store + ", in which the application keeps what is usual"));
        }
        try (StubEngine engine = StubEngine.fast()) {
            assertThatThrownBy(() -> TextmillApp.start(config, engine))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(store, "has 1 partitions, expected 2", "delete that topic");
        }

        // And works again without it
        cluster.admin().deleteTopics(List.of(store)).all().get();
        await().atMost(LIMIT)
                .until(() -> !cluster.admin().listTopics().names().get().contains(store));
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(config, engine)) {
            cluster.produceTexts(name, 2, 20, 60);
            topics.awaitEnd(app, name);
            assertThat(topics.texts(name)).isEqualTo(texts(0, 60));
        }
    }

    @Test
    void shouldMakeADeadLetterOfFeedbackThatItsTopicTakesNoMore(@TempDir Path directory) throws Exception {
        // Given feedback for another partition than that in which it was written, in a topic that needs keys by now
        String name = "fed";
        Map<String, String> settings = cluster.topics(name, 2);
        cluster.createTopic(name + ".anomalies", 2, Map.of());
        cluster.createTopic(name + ".feedback", 2, Map.of());
        settings.put("anomaly.topic", name + ".anomalies");
        settings.put("anomaly.feedback.topic", name + ".feedback");
        settings.put("kafka.state.dir", directory.toString());
        String feedback = "{\"topic\":\"fed\",\"partition\":1,\"offset\":0,\"verdict\":\"fine\"}";
        topics.produce(record(name + ".feedback", null, feedback, now()));
        topics.produce(record(name + ".feedback", "key", feedback, now()));
        topics.alter(name + ".feedback", "cleanup.policy", "compact");

        // When
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            topics.awaitEnd(app, name, name + ".feedback");

            // Then what has a key is passed on
            assertThat(cluster.read(name + ".feedback"))
                    .filteredOn(record -> record.partition() == 1)
                    .hasSize(1);
            assertThat(cluster.read(name + ".dead-letters"))
                    .extracting(letter -> header(letter, ErrorHeaders.REASON))
                    .containsExactly("key-missing");
        }
    }

    private static boolean says(TextmillApp app, String words) {
        return app.ready().reasons().toString().contains(words)
                || app.failure().map(Throwable::toString).orElse("").contains(words);
    }
}
