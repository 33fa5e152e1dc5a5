package textmill.cli.topics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.TextmillAvroSerializer;
import textmill.topology.config.ConfigFile;

/** Options that say where Kafka and the schema registry are; by default where the demo puts them. */
public final class Connection {
    /** Port of the demo's broker, unless it is taken. */
    public static final int DEMO_KAFKA_PORT = 19092;
    /** Port of the demo's schema registry, unless it is taken. */
    public static final int DEMO_REGISTRY_PORT = 18081;

    private static final int TIMEOUT_MS = 10_000;

    @Option(
            names = {"-b", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:" + DEMO_KAFKA_PORT,
            description = "Kafka brokers (default: the demo's, ${DEFAULT-VALUE}).")
    private String bootstrapServers = "";

    @Option(
            names = {"-r", "--schema-registry"},
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:" + DEMO_REGISTRY_PORT,
            description = "Schema registry (default: the demo's, ${DEFAULT-VALUE}).")
    private String schemaRegistry = "";

    @Option(
            names = "--client-config",
            paramLabel = "FILE",
            description = "Properties for the clients of Kafka and of the schema registry, security for example.")
    private @Nullable Path clientConfig;

    /**
     * Settings for any Kafka client, once a broker has answered. Short time-outs unless the user has set others:
     * somebody is waiting at the keyboard.
     *
     * @throws CliException if no broker answers
     */
    public Map<String, Object> kafka() throws IOException, InterruptedException {
        Map<String, Object> settings = new HashMap<>(clientConfig());
        if (bootstrapServers.contains("@")) {
            throw CliException.usage(
                    "--bootstrap-servers: expected HOST:PORT without a user or password; a login stands"
                            + " in the file of --client-config");
        }
        settings.put("bootstrap.servers", bootstrapServers);
        settings.putIfAbsent("request.timeout.ms", TIMEOUT_MS);
        settings.putIfAbsent("default.api.timeout.ms", TIMEOUT_MS);
        requireAnswer(settings);
        return settings;
    }

    private void requireAnswer(Map<String, Object> settings) throws InterruptedException {
        Admin admin = Admin.create(settings);
        try {
            admin.describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw CliException.configuration("--bootstrap-servers " + bootstrapServers
                    + ": no connection to the brokers" + " (" + reason.getMessage()
                    + "); correct the address, or start them ('textmill demo' starts one)");
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    /** The schema registry. */
    public SchemaRegistry registry() throws IOException {
        return SchemaRegistry.connect(serde());
    }

    /** Reads values, Textmill's own and others. */
    public RecordValues values() throws IOException {
        Map<String, Object> settings = serde();
        return RecordValues.of(SchemaRegistry.connect(settings), settings);
    }

    /** Writes values. */
    public TextmillAvroSerializer serializer() throws IOException {
        TextmillAvroSerializer serializer = new TextmillAvroSerializer();
        serializer.configure(serde(), false);
        return serializer;
    }

    private Map<String, Object> serde() throws IOException {
        Map<String, Object> settings = new HashMap<>(clientConfig());
        settings.put("schema.registry.url", schemaRegistry);
        return settings;
    }

    private Map<String, Object> clientConfig() throws IOException {
        Map<String, Object> settings = new HashMap<>();
        if (clientConfig != null) {
            settings.putAll(ConfigFile.read(clientConfig).clientValues());
        }
        return settings;
    }
}
