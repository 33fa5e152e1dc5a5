package textmill.topology.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.Results;
import textmill.topology.testing.StubEngine;

/**
 * What a running application says when somebody takes its topics away, on a real broker. Several at a time: each has topics and
 * an application of its own, and waits for most of the time.
 */
class StuckTest {
    /** While a machine stands its broker does not answer, and what had lasted counts anew: that happened three times in a row. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

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
    @Execution(ExecutionMode.CONCURRENT)
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
        Map<String, String> settings = topics(name, 2);
        settings.put("processing.guarantee", guarantee);
        settings.put("group.protocol", protocol);
        // Longer than a machine stands, or the first texts would wait too long; and no thread's deaths end it before
        // that.
        settings.put("progress.timeout.ms", "15000");
        settings.put("thread.restarts", "1000");
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
    @Execution(ExecutionMode.CONCURRENT)
    void shouldGoOnWhenATopicComesBack() throws Exception {
        // Given
        String name = "back";
        Map<String, String> settings = topics(name, 2);
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
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"classic,true,2", "streams,true,1", "classic,false,1", "streams,false,2"})
    void shouldReadAnInputTopicThatWasMadeAnew(String protocol, boolean seenGone, int partitions) throws Exception {
        // Given a topic of two partitions
        String name = "anew-" + protocol + "-" + seenGone;
        Map<String, String> settings = topics(name, 2);
        settings.put("group.protocol", protocol);
        settings.put("progress.action", "wait");
        settings.put("progress.timeout.ms", "2000");
        cluster.produceTexts(name, 2, 0, 100);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            Uuid before = id(name);
            List<Thread> old = streamThreads(name);
            cluster.admin().deleteTopics(List.of(name)).all().get();
            if (seenGone) {
                awaitGone(app, name, old);
            }

            // When as many records come, so that the old position is not out of range in the new topic
            makeAgain(name, partitions, before);
            cluster.produceTexts(name, partitions, 100, 200);

            // Then every text of it is read, once, or counted
            awaitAllOf(app, name, 100, 100);
            await().atMost(LIMIT).until(() -> app.ready().isUp() && app.live().isUp());
            assertThat(readFrom(name, 0)).doesNotHaveDuplicates();
            if (seenGone) {
                assertThat(readFrom(name, 0)).hasSize(200);
                assertThat(removed(app)).isZero();
            }
        }
    }

    /** A commit of the old topic's offsets waits for the topic, and would be taken for the new one by its name. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @CsvSource({"classic,true", "streams,true", "classic,false", "streams,false"})
    void shouldSkipNothingUnseenOfATopicThatIsMadeAnewWhileTextsAreComputed(String protocol, boolean seenGone)
            throws Exception {
        // Given texts in flight
        String name = "under-" + protocol + "-" + seenGone;
        Map<String, String> settings = topics(name, 1);
        settings.put("group.protocol", protocol);
        settings.put("progress.action", "wait");
        settings.put("progress.timeout.ms", "2000");
        cluster.produceTexts(name, 1, 0, 100);
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> cluster.lag(name, name) == 0);
            engine.hold();
            cluster.produceTexts(name, 1, 100, 120);
            await().atMost(LIMIT).until(() -> app.counters().inFlight() > 0);

            // When the topic is made anew under them, and is longer than the old one soon
            Uuid before = id(name);
            List<Thread> old = streamThreads(name);
            cluster.admin().deleteTopics(List.of(name)).all().get();
            engine.release();
            if (seenGone) {
                awaitGone(app, name, old);
            }
            makeAgain(name, 1, before);
            cluster.produceTexts(name, 1, 200, 400);

            // Then every text of the new one is read, once, or counted
            await().atMost(LIMIT).until(() -> app.ready().isUp() && cluster.lag(name, name) == 0);
            awaitAllOf(app, name, 200, 200);
            assertThat(readFrom(name, 200)).doesNotHaveDuplicates();
            if (seenGone) {
                assertThat(readFrom(name, 200)).hasSize(200);
            }
        }
    }

    /** The stream threads of an application. */
    private static List<Thread> streamThreads(String application) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches(Pattern.quote(application) + "-.*-StreamThread-\\d+"))
                .toList();
    }

    /** What had the old topic has ended by then, and commits nothing for a new one. */
    private static void awaitGone(TextmillApp app, String name, List<Thread> old) {
        assertThat(old).isNotEmpty();
        await().atMost(LIMIT)
                .until(() -> app.ready().reasons().toString().contains("topic " + name + " does not exist"));
        await().atMost(LIMIT).until(() -> old.stream().noneMatch(Thread::isAlive));
    }

    /** Each text of the new topic has a result, or is counted because an offset of the old topic passes it over. */
    private static void awaitAllOf(TextmillApp app, String name, int first, int texts) {
        await().atMost(LIMIT).until(() -> readFrom(name, first).size() + removed(app) >= texts);
    }

    /** With Kafka Streams' own time for a transaction: one that a thread leaves open when it is replaced hides what follows. */
    private static Map<String, String> topics(String name, int partitions) {
        Map<String, String> settings = cluster.topics(name, partitions);
        settings.remove(Cluster.TRANSACTION_TIMEOUT);
        return settings;
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
        await().atMost(LIMIT).ignoreExceptions().until(() -> !id(name).equals(before));
    }

    private static Uuid id(String name) throws Exception {
        return Objects.requireNonNull(cluster.admin()
                        .describeTopics(List.of(name))
                        .topicNameValues()
                        .get(name))
                .get()
                .topicId();
    }
}
