package textmill.embedded.registry;

/**
 * What a {@link DevSchemaRegistry} is started with.
 *
 * @param bootstrapServers the broker that keeps the schemas
 * @param port the port to listen on, 0 for a free one
 * @param topic the compacted topic that holds the schemas; made if it does not exist
 */
public record RegistryConfig(String bootstrapServers, int port, String topic) {

    private static final int HIGHEST_PORT = 65_535;

    public RegistryConfig {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port is " + port + ", expected 0 (any free port) to " + HIGHEST_PORT);
        }
    }

    /** A free port and Confluent's name for the topic, {@code _schemas}. */
    public static RegistryConfig on(String bootstrapServers) {
        return new RegistryConfig(bootstrapServers, 0, "_schemas");
    }

    public RegistryConfig withPort(int newPort) {
        return new RegistryConfig(bootstrapServers, newPort, topic);
    }
}
