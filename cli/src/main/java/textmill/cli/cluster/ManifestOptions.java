package textmill.cli.cluster;

import picocli.CommandLine.Option;

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
            description = "With --format kafka: properties with which Kafka's tools log in, an administrator's.")
    private String login = "";

    Manifest format() {
        return format;
    }

    String cluster() {
        return cluster;
    }

    /** The beginning of a command of one of Kafka's tools. */
    String tool(String name, String brokers) {
        return name + " --bootstrap-server " + Manifest.word(brokers)
                + (login.isEmpty() ? "" : " --command-config " + Manifest.word(login));
    }
}
