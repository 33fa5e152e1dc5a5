package textmill.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an {@link EmbeddedBroker} is started with.
 *
 * @param dataDirectory where the data lives and stays; empty for a temporary directory, deleted by {@code close()}
 * @param port the port that clients connect to, 0 for a free one
 * @param controllerPort the port of the KRaft controller, 0 for a free one
 * @param settings broker settings that override the ones made here, by Kafka's own names
 * @param listeners names of further listeners for clients, each on a free port; {@code
 *     listener.security.protocol.map} in the settings says what they speak
 */
public record EmbeddedBrokerConfig(
        Optional<Path> dataDirectory,
        int port,
        int controllerPort,
        Map<String, String> settings,
        Set<String> listeners) {

    private static final int HIGHEST_PORT = 65_535;

    public EmbeddedBrokerConfig {
        requirePort("port", port);
        requirePort("controllerPort", controllerPort);
        settings = Map.copyOf(settings);
        listeners = Set.copyOf(listeners);
    }

    /** Only the listener that every broker has. */
    public EmbeddedBrokerConfig(
            Optional<Path> dataDirectory, int port, int controllerPort, Map<String, String> settings) {
        this(dataDirectory, port, controllerPort, settings, Set.of());
    }

    /** Free ports, and a temporary directory that goes with the broker. */
    public static EmbeddedBrokerConfig temporary() {
        return new EmbeddedBrokerConfig(Optional.empty(), 0, 0, Map.of());
    }

    /** Free ports, and data that outlives the broker: an existing directory is opened again, a missing one is made. */
    public static EmbeddedBrokerConfig in(Path dataDirectory) {
        return new EmbeddedBrokerConfig(Optional.of(dataDirectory), 0, 0, Map.of());
    }

    public EmbeddedBrokerConfig withPort(int newPort) {
        return new EmbeddedBrokerConfig(dataDirectory, newPort, controllerPort, settings, listeners);
    }

    public EmbeddedBrokerConfig withControllerPort(int newPort) {
        return new EmbeddedBrokerConfig(dataDirectory, port, newPort, settings, listeners);
    }

    /** Adds or replaces one broker setting, for example {@code with("message.max.bytes", "2000000")}. */
    public EmbeddedBrokerConfig with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(key, value);
        return new EmbeddedBrokerConfig(dataDirectory, port, controllerPort, more, listeners);
    }

    /** Adds a listener for clients. */
    public EmbeddedBrokerConfig withListener(String name) {
        Set<String> more = new LinkedHashSet<>(listeners);
        more.add(name);
        return new EmbeddedBrokerConfig(dataDirectory, port, controllerPort, settings, more);
    }

    private static void requirePort(String name, int port) {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    name + " is " + port + ", expected 0 (any free port) to " + HIGHEST_PORT);
        }
    }
}
