package textmill.topology.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
import org.slf4j.LoggerFactory;
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
    /** So often Kafka Streams is asked to end where brokers answer, and nothing keeps it from its commit. */
    private static final int MOST_SLICES = 15;

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
                await().atMost(LIMIT)
                        .until(() -> app.ready().isUp() && app.live().isUp());

                // When it is to stop while the broker is away, with records in flight
                engine.hold();
                long before = app.counters().inputs();
                producer.send(new ProducerRecord<>("in", new byte[] {'a'})).get();
                await().atMost(LIMIT).until(() -> app.counters().inputs() > before);
                broker.kill();
                engine.release();
                List<String> said = warningsOfStop(app);

                // Then it does not wait for it: it is left alone long before it would be if a broker answered
                assertThat(said)
                        .filteredOn(line -> line.contains("Kafka Streams waits for brokers"))
                        .singleElement()
                        .satisfies(line -> assertThat(Integer.parseInt(line.replaceAll(".* (\\d+) times.*", "$1")))
                                .isLessThan(MOST_SLICES));
            }
        }
    }

    private static List<String> warningsOfStop(TextmillApp app) {
        Logger log = (Logger) LoggerFactory.getLogger("textmill.topology.Application");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            app.close();
        } finally {
            log.detachAppender(lines);
        }
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static void createTopics(BrokerProcess broker, String... names) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Stream.of(names)
                            .map(name -> new NewTopic(name, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
            // The controller has answered; the broker follows a moment later.
            await().atMost(LIMIT).ignoreExceptions().until(() -> {
                admin.describeTopics(List.of(names)).allTopicNames().get();
                return true;
            });
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
