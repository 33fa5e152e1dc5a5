package textmill.cli.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;
import textmill.topology.config.ConfigFile;

/** Options that say in which form things for a cluster are written. */
final class ManifestOptions {
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
            defaultValue = "my-cluster",
            description = "With --format strimzi: name of the Kafka resource (default: ${DEFAULT-VALUE}).")
    private String cluster = "";

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            defaultValue = "",
            description =
                    "Kafka's own properties (without kafka. before them) of an administrator's login: named in the commands"
                            + " of --format kafka, used by --create.")
    private String login = "";

    Manifest format() {
        return format;
    }

    String cluster() {
        return cluster;
    }

    /** What the file holds with which an administrator logs in; nothing if none was named. */
    Map<String, String> login() throws IOException {
        return login.isEmpty() ? Map.of() : ConfigFile.read(Path.of(login)).clientValues();
    }

    /** The beginning of a command of one of Kafka's tools. */
    String tool(String name, String brokers) {
        return name + " --bootstrap-server " + Manifest.word(brokers)
                + (login.isEmpty() ? "" : " --command-config " + Manifest.word(login));
    }
}
