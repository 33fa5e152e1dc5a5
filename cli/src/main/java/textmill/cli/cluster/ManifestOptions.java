package textmill.cli.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import textmill.cli.config.ConfigSource;
import textmill.cli.console.CliException;
import textmill.topology.Preflight;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.TextmillConfig;

/** Options that say in which form things for a cluster are written. */
final class ManifestOptions {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String USUAL_CLUSTER = "my-cluster";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "kafka",
            description = "kafka: commands of Kafka's own tools. strimzi: resources for the Strimzi operator (default:"
                    + " ${DEFAULT-VALUE}).")
    private Manifest format = Manifest.KAFKA;

    @Option(
            names = "--strimzi-cluster",
            paramLabel = "NAME",
            description = "With --format strimzi: name of the Kafka resource (default: " + USUAL_CLUSTER + ").")
    private @Nullable String cluster;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            defaultValue = "",
            description =
                    "Kafka's own properties (without kafka. before them) of an administrator's login: named in the commands"
                            + " of --format kafka, the whole login of --create.")
    private String login = "";

    /** Refuses options that would have no effect. */
    void check(boolean create) {
        if (create && format == Manifest.STRIMZI) {
            throw CliException.usage(
                    "expected --create or --format strimzi, found both: the operator creates what is" + " printed");
        }
        if (cluster != null && format != Manifest.STRIMZI) {
            throw CliException.usage("--strimzi-cluster goes with --format strimzi");
        }
        if (!login.isEmpty() && format == Manifest.STRIMZI) {
            throw CliException.usage("--command-config goes with --create or --format kafka: resources name no login");
        }
    }

    Manifest format() {
        return format;
    }

    String cluster() {
        return cluster == null ? USUAL_CLUSTER : cluster;
    }

    /** The configuration for a command that connects: whole, or without its logins where a file brings one. */
    TextmillConfig configuration(ConfigSource source) throws IOException {
        return login.isEmpty() ? source.parse() : source.outline();
    }

    /** Settings of a client with the administrator's login, or with the configuration's if there is none. May hold secrets. */
    Map<String, Object> admin(TextmillConfig config) throws IOException {
        if (login.isEmpty()) {
            return Preflight.adminConfig(config, PATIENCE);
        }
        Map<String, Object> settings = new HashMap<>();
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.get(KafkaKeys.BOOTSTRAP_SERVERS));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        settings.putAll(ConfigFile.read(Path.of(login)).clientValues());
        return settings;
    }

    /** The beginning of a command of one of Kafka's tools. */
    String tool(String name, String brokers) {
        return name + " --bootstrap-server " + Manifest.word(brokers)
                + (login.isEmpty() ? "" : " --command-config " + Manifest.word(login));
    }
}
