package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;

@Timeout(300)
class RunTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Path directory;

    RunTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldServeAClusterUntilTheSignalAndReplayItsDeadLetters() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                DevSchemaRegistry registry = DevSchemaRegistry.start(RegistryConfig.on(broker.bootstrapServers()))) {
            // Given
            broker.createTopics(2, Map.of(), "texts", "texts.embeddings", "texts.dead-letters");
            Path config = directory.resolve("textmill.properties");
            Files.writeString(config, """
                    bootstrap.servers=%s
                    schema.registry.url=%s
                    task.embeddings.model=%s
                    """.formatted(broker.bootstrapServers(), registry.url(), TinyModels.EMBEDDING));
            CommandRun service = CommandRun.start("run", "--config", config.toString(), "--set", "http.port=0");
            String[] brokers = {"-b", broker.bootstrapServers()};
            String[] both = {"-b", broker.bootstrapServers(), "-r", registry.url()};

            // When
            garbage(broker);
            assertThat(run(both, "produce", "one", "two").exitCode()).isZero();

            // Then
            assertThat(run(both, "tail", "--from-beginning", "-n", "2", "texts.embeddings")
                            .out()
                            .lines())
                    .hasSize(2);
            await().atMost(LONG).until(() -> dead(brokers).startsWith("1 dead"));
            assertThat(run(brokers, "dead-letters").out()).contains("too-short").contains("(3 bytes)");

            // And: a replay goes to the input topic, once; the record is as bad as before
            assertThat(run(brokers, "dead-letters", "--replay").err()).startsWith("replayed 1 records");
            await().atMost(LONG).until(() -> dead(brokers).startsWith("2 dead"));
            assertThat(service.stop().result().exitCode()).isZero();
        }
    }

    private static String dead(String[] connection) {
        return run(connection, "dead-letters").err();
    }

    private static void garbage(EmbeddedBroker broker) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("texts", "bad".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static Result run(String[] connection, String command, String... more) {
        String[] arguments = new String[1 + connection.length + more.length];
        arguments[0] = command;
        System.arraycopy(connection, 0, arguments, 1, connection.length);
        System.arraycopy(more, 0, arguments, 1 + connection.length, more.length);
        return CommandRun.of(arguments);
    }
}
