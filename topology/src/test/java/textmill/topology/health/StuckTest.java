package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.Results;
import textmill.topology.testing.StubEngine;

/** What a running application says when somebody takes its topics away, on a real broker. */
class StuckTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        // Threads die here on purpose.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "exactly_once_v2,classic,embeddings",
        "exactly_once_v2,streams,embeddings",
        "at_least_once,classic,embeddings",
        "exactly_once_v2,classic,",
        "exactly_once_v2,streams,",
    })
    void shouldNameTheTopicThatIsGoneAndEnd(String guarantee, String protocol, String output) throws Exception {
        // Given an application at work
        String name = "gone-" + guarantee + "-" + protocol + "-" + output;
        Map<String, String> settings = cluster.topics(name, 2);
        settings.put("processing.guarantee", guarantee);
        settings.put("group.protocol", protocol);
        settings.put("progress.timeout.ms", "5000");
        String gone = output == null ? name : name + "." + output;
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> app.ready().isUp());
            cluster.produceTexts(name, 2, 0, 500);
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);

            // When
            cluster.admin().deleteTopics(List.of(gone)).all().get();
            if (output != null) {
                cluster.produceTexts(name, 2, 500, 1_000);
            }

            // Then readiness names it, liveness follows, and the process ends for that reason
            await().atMost(LIMIT)
                    .until(() -> app.ready().reasons().toString().contains("topic " + gone + " does not exist"));
            await().atMost(LIMIT)
                    .until(() -> app.live().reasons().toString().contains("topic " + gone + " does not exist"));
            assertThat(app.awaitEnd(LIMIT)).isTrue();
            assertThat(app.failure()).get().satisfies(failure -> assertThat(failure)
                    .hasMessageContaining(gone));
        }
    }

    @Test
    void shouldGoOnWhenATopicComesBack() throws Exception {
        // Given
        String name = "back";
        Map<String, String> settings = cluster.topics(name, 2);
        settings.put("progress.action", "wait");
        settings.put("progress.timeout.ms", "2000");
        settings.put("thread.restarts", "0");
        settings.put("kafka.producer.delivery.timeout.ms", "6000");
        settings.put("kafka.producer.request.timeout.ms", "2000");
        settings.put("kafka.producer.max.block.ms", "3000");
        cluster.produceTexts(name, 2, 0, 100);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            cluster.admin().deleteTopics(List.of(name + ".embeddings")).all().get();
            await().atMost(LIMIT).until(() -> !app.ready().isUp());
            cluster.produceTexts(name, 2, 100, 200);
            await().atMost(LIMIT).until(() -> !app.live().isUp());

            // When
            cluster.createTopic(name + ".embeddings", 2, Map.of());

            // Then what waited is written, once
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            await().atMost(LIMIT).until(() -> app.ready().isUp() && app.live().isUp());
            assertThat(cluster.read(name + ".embeddings")).hasSize(100);
            new Results(cluster).assertExactAndInOrder(cluster.read(name + ".embeddings"), 100);
        }
    }

    @ParameterizedTest
    @CsvSource({"classic,true,2", "streams,true,1", "classic,false,1", "streams,false,2"})
    void shouldReadAnInputTopicThatWasMadeAnew(String protocol, boolean seenGone, int partitions) throws Exception {
        // Given a topic of two partitions
        String name = "anew-" + protocol + "-" + seenGone;
        Map<String, String> settings = cluster.topics(name, 2);
        settings.put("group.protocol", protocol);
        settings.put("progress.action", "wait");
        settings.put("progress.timeout.ms", "2000");
        cluster.produceTexts(name, 2, 0, 100);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            Uuid before = id(name);
            cluster.admin().deleteTopics(List.of(name)).all().get();
            if (seenGone) {
                await().atMost(LIMIT).until(() -> !app.ready().isUp());
            }

            // When as many records come, so that the old position is not out of range in the new topic
            makeAgain(name, partitions, before);
            cluster.produceTexts(name, partitions, 100, 200);

            // Then
            // What a transaction forwarded before it was broken off counts too; the topic has each once, see below.
            await().atMost(LIMIT).until(() -> app.counters().outputs() >= 200);
            await().atMost(LIMIT).until(() -> app.ready().isUp() && app.live().isUp());
            await().atMost(LIMIT).until(() -> cluster.read(name + ".embeddings").size() >= 200);
            assertThat(cluster.read(name + ".embeddings"))
                    .extracting(result -> new String(result.key(), StandardCharsets.UTF_8))
                    .doesNotHaveDuplicates()
                    .hasSize(200);
            assertThat(removed(app)).isZero();
        }
    }

    /** A commit of the old topic's offsets waits for the topic, and would be taken for the new one by its name. */
    @ParameterizedTest
    @CsvSource({"classic,true", "streams,true", "classic,false", "streams,false"})
    void shouldSkipNothingUnseenOfATopicThatIsMadeAnewWhileTextsAreComputed(String protocol, boolean seenGone)
            throws Exception {
        // Given texts in flight
        String name = "under-" + protocol + "-" + seenGone;
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("group.protocol", protocol);
        settings.put("progress.action", "wait");
        settings.put("progress.timeout.ms", "2000");
        cluster.produceTexts(name, 1, 0, 100);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            engine.batchTime(Duration.ofMillis(300));
            cluster.produceTexts(name, 1, 100, 120);
            await().atMost(LIMIT).until(() -> app.counters().inFlight() > 0);

            // When the topic is made anew under them, and is longer than the old one soon
            Uuid before = id(name);
            cluster.admin().deleteTopics(List.of(name)).all().get();
            if (seenGone) {
                await().atMost(LIMIT)
                        .until(() -> app.ready().reasons().toString().contains("topic " + name + " does not exist"));
            }
            makeAgain(name, 1, before);
            cluster.produceTexts(name, 1, 200, 400);

            // Then every text of the new one is read, once, or counted
            await().atMost(LIMIT).until(() -> app.ready().isUp() && cluster.lag(name, name) == 0);
            await().atMost(LIMIT).until(() -> cluster.isStable(name + ".embeddings"));
            await().atMost(LIMIT).until(() -> readFrom(name, 200).size() + removed(app) >= 200);
            assertThat(readFrom(name, 200)).doesNotHaveDuplicates();
            if (seenGone) {
                assertThat(readFrom(name, 200)).hasSize(200);
            }
        }
    }

    /** The texts with a result, from a number on. */
    private static List<String> readFrom(String name, int first) {
        return cluster.read(name + ".embeddings").stream()
                .map(result -> new String(result.key(), StandardCharsets.UTF_8))
                .filter(key -> Integer.parseInt(key.substring("text ".length())) >= first)
                .toList();
    }

    private static double removed(TextmillApp app) {
        return app.metrics()
                .registry()
                .get("textmill.records.removed")
                .functionCounter()
                .count();
    }

    /** The broker knows what became of a topic a moment after the controller has answered. */
    private static void makeAgain(String name, int partitions, Uuid before) {
        cluster.createTopic(name, partitions, Map.of());
        await().atMost(LIMIT).until(() -> !id(name).equals(before));
    }

    private static Uuid id(String name) throws Exception {
        return Objects.requireNonNull(cluster.admin()
                        .describeTopics(List.of(name))
                        .topicNameValues()
                        .get(name))
                .get()
                .topicId();
    }

    @Test
    void shouldSayThatNothingMovesUnderAQuota() throws Exception {
        // Given
        String name = "throttled";
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("progress.timeout.ms", "4000");
        cluster.produceTexts(name, 1, 0, 10);
        ClientQuotaEntity everybody =
                new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);

            // When nobody may write or read more than a byte a second
            cluster.produceTexts(name, 1, 10, 2_000);
            quota(everybody, 1.0);

            // Then
            await().atMost(LIMIT)
                    .until(() -> app.ready().reasons().toString().contains("nothing of them has been committed"));
            await().atMost(LIMIT).until(() -> !app.live().isUp());
            assertThat(app.awaitEnd(LIMIT)).isTrue();
        } finally {
            quota(everybody, null);
        }
    }

    @Test
    void shouldGoOnWhenAQuotaIsLifted() throws Exception {
        // Given
        String name = "lifted";
        Map<String, String> settings = cluster.topics(name, 1);
        settings.put("progress.action", "wait");
        settings.put("progress.timeout.ms", "4000");
        // A client stays mute for as long as it was told under the quota, minutes or hours: it has to be given up.
        ClientQuotaEntity everybody =
                new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        try (StubEngine engine = new StubEngine(512, Duration.ofMillis(200), 7);
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> app.ready().isUp());
            cluster.produceTexts(name, 1, 0, 2_000);
            quota(everybody, 1.0);
            await().atMost(LIMIT).until(() -> !app.live().isUp());

            // When
            quota(everybody, null);
            engine.batchTime(Duration.ofMillis(2));

            // Then
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            await().atMost(LIMIT).until(() -> app.ready().isUp() && app.live().isUp());
            new Results(cluster).assertExactAndInOrder(cluster.read(name + ".embeddings"), 2_000);
        } finally {
            quota(everybody, null);
        }
    }

    private static void quota(ClientQuotaEntity whose, @Nullable Double bytesPerSecond) throws Exception {
        cluster.admin()
                .alterClientQuotas(List.of(new ClientQuotaAlteration(
                        whose,
                        List.of(
                                new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond),
                                new ClientQuotaAlteration.Op("consumer_byte_rate", bytesPerSecond)))))
                .all()
                .get();
    }
}
