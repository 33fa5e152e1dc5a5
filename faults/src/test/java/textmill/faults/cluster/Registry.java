package textmill.faults.cluster;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import textmill.embedded.PortInUseException;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;

/** A schema registry that can be switched off and on again at the same address. */
public final class Registry implements AutoCloseable {
    /** Below the ports of outgoing connections: one of those could take the port while the registry is off. */
    private static final int LOWEST = 16_000;

    private static final int BEYOND = 32_000;
    private static final int ATTEMPTS = 20;

    private final RegistryConfig config;
    private @Nullable DevSchemaRegistry running;

    /** Starts over a cluster. */
    public Registry(KafkaCluster cluster) {
        RegistryConfig anyPort = RegistryConfig.on(cluster.bootstrapServers());
        RegistryConfig chosen = anyPort;
        for (int i = 0; running == null; i++) {
            chosen = anyPort.withPort(ThreadLocalRandom.current().nextInt(LOWEST, BEYOND));
            running = startUnlessTaken(chosen, i < ATTEMPTS);
        }
        this.config = chosen;
    }

    private static @Nullable DevSchemaRegistry startUnlessTaken(RegistryConfig config, boolean tryAgain) {
        try {
            return DevSchemaRegistry.start(config);
        } catch (PortInUseException e) {
            if (tryAgain) {
                return null;
            }
            throw e;
        }
    }

    /** The value for {@code schema.registry.url}. */
    public String url() {
        return "http://127.0.0.1:" + config.port();
    }

    /** Answers from now on. */
    public void on() {
        running = DevSchemaRegistry.start(config);
    }

    /** Refuses connections from now on. */
    public void off() {
        DevSchemaRegistry last = running;
        running = null;
        if (last != null) {
            last.close();
        }
    }

    @Override
    public void close() {
        off();
    }
}
