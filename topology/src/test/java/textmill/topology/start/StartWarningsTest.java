package textmill.topology.start;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.ManualEngine;

/** What the log says before the first text is computed, on a real broker. */
class StartWarningsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private static Cluster cluster;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    @BeforeAll
    static void startCluster() {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void listen() {
        // Brokers and clients write while it is read.
        log.list = Collections.synchronizedList(log.list);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
    }

    @Test
    void shouldSayAtTheStartWhichTopicWillForgetTheResultsOfWhatIsRead() {
        // Given texts three hours old, behind newer ones of another partition, and results that are kept for an hour
        Map<String, String> settings = cluster.topics("old", 2);
        cluster.createTopic("old.short", 2, Map.of("retention.ms", Long.toString(HOUR_MS)));
        settings.put("task.embeddings.topic", "old.short");
        write("old", 0, 0);
        write("old", 1, 3 * HOUR_MS);

        // When nothing is computed
        atAStart(settings, app -> {
            // Then
            assertThat(app.counters().outputs()).isZero();
            assertThat(warnings())
                    .filteredOn(line -> line.contains("old.short forgets"))
                    .singleElement()
                    .asString()
                    .contains("forgets records that are older than 3600 s", "3 hours old", "Raise retention.ms");
        });
    }

    @Test
    void shouldJudgeEachPipelineByWhatItReadsItself() {
        // Given a pipeline with old texts and one without, each with results that are kept for an hour
        Map<String, String> settings = cluster.topics("one", 1);
        cluster.topics("two", 1);
        settings.remove("input.topic");
        settings.remove("task.embeddings.model");
        settings.put("dead.letter.topic", "one.dead-letters");
        for (String name : List.of("one", "two")) {
            cluster.createTopic(name + ".short", 1, Map.of("retention.ms", Long.toString(HOUR_MS)));
            settings.put("pipeline." + name + ".input.topic", name);
            settings.put("pipeline." + name + ".task.embeddings.model", "stub");
            settings.put("pipeline." + name + ".task.embeddings.topic", name + ".short");
        }
        write("one", 0, 3 * HOUR_MS);
        write("two", 0, 0);

        // When
        atAStart(settings, app -> {
            // Then
            assertThat(app.counters("two").outputs()).isZero();
            assertThat(warnings()).anyMatch(line -> line.contains("Topic one.short forgets"));
            assertThat(warnings()).noneMatch(line -> line.contains("Topic two.short forgets"));
        });
    }

    /**
     * At its start an application looks for the oldest texts for two seconds, and says nothing of what it has not found by then:
     * where the machine stood for so long, it starts again.
     */
    private void atAStart(Map<String, String> settings, Consumer<TextmillApp> said) {
        await().atMost(LIMIT).untilAsserted(() -> {
            log.list.clear();
            try (TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), new ManualEngine())) {
                said.accept(app);
            }
        });
    }

    private List<String> warnings() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static void write(String topic, int partition, long ageMs) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            long time = System.currentTimeMillis() - ageMs;
            Cluster.send(producer, new ProducerRecord<>(topic, partition, time, null, "a text".getBytes(UTF_8)));
        }
    }
}
