package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import textmill.cli.CommandRun.Result;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;

/**
 * A real broker and a schema registry that all tests of a class share, and commands on them: register one as a static
 * field. They start before the class's own {@code @BeforeAll} and stop after its {@code @AfterAll}.
 */
final class SharedCluster implements BeforeAllCallback, AfterAllCallback {
    private @Nullable EmbeddedBroker broker;
    private @Nullable DevSchemaRegistry registry;

    @Override
    public void beforeAll(ExtensionContext context) {
        broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
        registry = DevSchemaRegistry.start(RegistryConfig.on(broker.bootstrapServers()));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (registry != null) {
            registry.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** Where the broker answers. */
    String bootstrapServers() {
        return Objects.requireNonNull(broker).bootstrapServers();
    }

    /** Where the registry answers. */
    String registryUrl() {
        return Objects.requireNonNull(registry).url();
    }

    /** What Kafka's clients need. */
    Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", bootstrapServers());
    }

    /** Creates topics. */
    void createTopics(int partitions, Map<String, String> config, String... names) {
        Objects.requireNonNull(broker).createTopics(partitions, config, names);
    }

    /** Runs a command that is told where both are. */
    Result run(String command, String... arguments) {
        List<String> words = new ArrayList<>(List.of(command, "-b", bootstrapServers(), "-r", registryUrl()));
        words.addAll(List.of(arguments));
        return CommandRun.of(words.toArray(String[]::new));
    }

    /** Runs a command that must succeed. */
    Result done(String command, String... arguments) {
        Result result = run(command, arguments);
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    /** Writes texts to a topic, as {@code produce} does. */
    void produce(String topic, String... texts) {
        List<String> words = new ArrayList<>(List.of("-t", topic));
        words.addAll(List.of(texts));
        done("produce", words.toArray(String[]::new));
    }
}
