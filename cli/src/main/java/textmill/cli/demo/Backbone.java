package textmill.cli.demo;

import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import textmill.cli.console.CliException;
import textmill.cli.demo.DemoOptions.Places;
import textmill.cli.topics.Connection;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.PortInUseException;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;

/** The broker and the schema registry of the demo, in this JVM. */
final class Backbone implements AutoCloseable {
    private static final int ANY = 0;
    private static final int HIGHEST_PORT = 65_535;

    private final EmbeddedBroker broker;
    private final DevSchemaRegistry registry;

    private Backbone(EmbeddedBroker broker, DevSchemaRegistry registry) {
        this.broker = broker;
        this.registry = registry;
    }

    /**
     * Starts both.
     *
     * @throws PortInUseException if a port that the user chose is taken; the usual ones give way to free ones
     */
    static Backbone start(Places places) {
        require("--port", places.port());
        require("--registry-port", places.registryPort());
        EmbeddedBrokerConfig config =
                new EmbeddedBrokerConfig(Optional.ofNullable(places.dataDirectory()), ANY, ANY, Map.of());
        EmbeddedBroker broker =
                onPort(places.port(), Connection.DEMO_KAFKA_PORT, port -> EmbeddedBroker.start(config.withPort(port)));
        try {
            String bootstrap = broker.bootstrapServers();
            return new Backbone(
                    broker,
                    onPort(
                            places.registryPort(),
                            Connection.DEMO_REGISTRY_PORT,
                            port -> DevSchemaRegistry.start(
                                    RegistryConfig.on(bootstrap).withPort(port))));
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    private static <T> T onPort(@Nullable Integer chosen, int usual, IntFunction<T> start) {
        if (chosen != null) {
            return start.apply(chosen);
        }
        try {
            return start.apply(usual);
        } catch (PortInUseException e) {
            return start.apply(ANY);
        }
    }

    private static void require(String option, @Nullable Integer port) {
        if (port != null && (port < 0 || port > HIGHEST_PORT)) {
            throw CliException.usage(option + ": expected 0 to " + HIGHEST_PORT + ", found " + port);
        }
    }

    EmbeddedBroker broker() {
        return broker;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    String registryUrl() {
        return registry.url();
    }

    /** Options for other commands to find this, empty if they would find it anyway. */
    String connectionOptions() {
        String options = "";
        if (broker.port() != Connection.DEMO_KAFKA_PORT) {
            options += " -b " + broker.bootstrapServers();
        }
        if (registry.port() != Connection.DEMO_REGISTRY_PORT) {
            options += " -r " + registry.url();
        }
        return options;
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}
