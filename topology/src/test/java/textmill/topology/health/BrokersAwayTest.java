package textmill.topology.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.embedded.BrokerProcess;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;
import textmill.topology.TextmillApp;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.StubEngine;

/** The only broker dies while the application works; its schema registry stands on another one. */
class BrokersAwayTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

    private final Path directory;

    BrokersAwayTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void letThreadsDie() {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    @Test
    @Timeout(240)
    void shouldSayThatNoBrokerAnswersAndStopAllTheSame() throws Exception {
        try (EmbeddedBroker other = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                DevSchemaRegistry registry = DevSchemaRegistry.start(RegistryConfig.on(other.bootstrapServers()));
                BrokerProcess broker = BrokerProcess.start(EmbeddedBrokerConfig.in(directory));
                StubEngine engine = StubEngine.fast();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            // Given an application at work
            createTopics(broker, "in", "out", "dead");
            TextmillApp app = TextmillApp.start(
                    TextmillConfig.parse(Map.of(
                            "bootstrap.servers", broker.bootstrapServers(),
                            "schema.registry.url", registry.url(),
                            "input.topic", "in",
                            "input.format", "string",
                            "task.embeddings.model", "stub",
                            "task.embeddings.topic", "out",
                            "dead.letter.topic", "dead",
                            "progress.timeout.ms", "3000",
                            "http.port", "0")),
                    engine);
            try (app) {
                write(producer, app, 100);

                // When
                broker.kill();

                // Then it is not ready, and live: to start it again would not bring the broker back
                await().atMost(LIMIT)
                        .until(() -> app.ready().reasons().toString().contains("no broker answers"));
                assertThat(app.ready().reasons().toString()).contains(" since ", broker.bootstrapServers());
                assertThat(app.live().isUp()).isTrue();

                // When
                broker.restart();

                // Then
                await().atMost(LIMIT).until(() -> app.ready().isUp());
                write(producer, app, 200);
                assertThat(app.live().isUp()).isTrue();

                // When it is to stop while the broker is away, with records in flight
                engine.batchTime(Duration.ofMillis(300));
                long before = app.counters().inputs();
                producer.send(new ProducerRecord<>("in", new byte[] {'a'})).get();
                await().atMost(LIMIT).until(() -> app.counters().inputs() > before);
                broker.kill();
                long asked = System.nanoTime();
                app.close();

                // Then it does not wait for it
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(STOP_LIMIT);
            }
        }
    }

    private static void createTopics(BrokerProcess broker, String... names) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Stream.of(names)
                            .map(name -> new NewTopic(name, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    private static void write(KafkaProducer<byte[], byte[]> producer, TextmillApp app, int upTo) throws Exception {
        for (long i = app.counters().outputs(); i < upTo; i++) {
            producer.send(new ProducerRecord<>("in", ("text " + i).getBytes(UTF_8)))
                    .get();
        }
        // What was forwarded and not committed when the broker went is computed again, and counts again.
        await().atMost(LIMIT).until(() -> app.counters().outputs() >= upTo);
    }
}
