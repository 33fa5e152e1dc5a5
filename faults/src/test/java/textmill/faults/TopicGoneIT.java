package textmill.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static textmill.faults.cluster.KafkaCluster.ask;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.faults.app.AppProcess;
import textmill.faults.report.Row;
import textmill.faults.scenario.SharedSite;
import textmill.faults.scenario.Site;

/** Somebody deletes a topic while the application works: it says so, ends, and loses nothing when the topic is back. */
@ExtendWith(SharedSite.class)
class TopicGoneIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration PROGRESS = Duration.ofSeconds(12);
    private static final int BEFORE = 200;
    private static final int AFTER = 1_136;

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once_v2", "at_least_once"})
    void shouldSayWhichTopicIsGoneAndEnd(String guarantee, Site site) {
        // Given an application that has caught up
        String name = "gone-" + guarantee;
        String output = name + ".embeddings";
        site.cluster().createTopics(2, List.of(name, output, name + ".dead-letters"));
        Map<String, String> settings = settings(name, guarantee, site);
        Row row = new Row("topic-gone-" + guarantee);
        try (AppProcess app = start(site, name, "app-1", settings).awaitReady()) {
            write(site, name, BEFORE);
            // Committed: what is not is rightly computed again by the next process.
            await("results").atMost(LIMIT).until(() -> site.cluster().committed(name) == BEFORE);

            // When
            ask(site.cluster().admin().deleteTopics(List.of(output)).all());
            write(site, name, AFTER);
            long gone = System.nanoTime();

            // Then readiness names the topic, liveness follows, and the process ends for a supervisor
            await("readiness").atMost(LIMIT).until(() -> app.ready().contains("topic " + output + " does not exist"));
            row.put("not_ready", since(gone));
            await("the end").atMost(LIMIT).until(() -> !app.process().isAlive());
            row.put("ended", since(gone));
            assertThat(app.process().awaitExit(LIMIT)).isEqualTo(1);
            assertThat(app.process().output()).contains("progress.action = end: topic " + output);
        }

        // And when the topic is back, a new process writes what waited
        site.cluster().createTopics(2, List.of(output));
        try (AppProcess app = start(site, name, "app-2", patient(settings))) {
            await("what waited").atMost(LIMIT).until(() -> site.cluster().committed(name) == BEFORE + AFTER);
            assertThat(app.forwarded()).isEqualTo(AFTER);
        }
        row.killed().put("records", AFTER).write();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static Map<String, String> settings(String name, String guarantee, Site site) {
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", site.cluster().bootstrapServers());
        settings.put("schema.registry.url", site.registry().url());
        settings.put("application.id", name);
        settings.put("processing.guarantee", guarantee);
        settings.put("input.topic", name);
        settings.put("input.format", "string");
        settings.put("task.embeddings.model", "stub");
        settings.put("task.embeddings.topic", name + ".embeddings");
        settings.put("dead.letter.topic", name + ".dead-letters");
        settings.put("progress.timeout.ms", Long.toString(PROGRESS.toMillis()));
        settings.put("http.port", "0");
        settings.put("kafka.consumer.auto.offset.reset", "earliest");
        settings.put("kafka.consumer.session.timeout.ms", "6000");
        return settings;
    }

    /** A pause of the machine has nothing computed again, and ends nothing. */
    private static Map<String, String> patient(Map<String, String> settings) {
        Map<String, String> patient = new HashMap<>(settings);
        patient.put("progress.timeout.ms", Long.toString(LIMIT.toMillis()));
        patient.put("kafka.consumer.session.timeout.ms", "60000");
        patient.put("kafka.producer.transaction.timeout.ms", "60000");
        return patient;
    }

    private static AppProcess start(Site site, String name, String process, Map<String, String> settings) {
        return AppProcess.start(site.directory().resolve(name), process, settings, AppProcess.Shape.slow(1));
    }

    private static void write(Site site, String topic, int count) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", site.cluster().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < count; i++) {
                byte[] text = ("text " + i).getBytes(UTF_8);
                Future<RecordMetadata> unused = producer.send( // the application counts what arrives
                        new ProducerRecord<>(topic, i % 2, text, text));
            }
        }
    }
}
