package textmill.cli.cluster;

import java.util.Locale;

/** In which form things for a cluster are written. */
enum Manifest {
    /** Commands of Kafka's own tools. */
    KAFKA,
    /** Resources for the Strimzi operator. */
    STRIMZI;

    /** As it is given on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A name that Kubernetes takes; topics and users may have others. */
    static String resourceName(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
        return plain.replaceAll("^[.-]+|[.-]+$", "");
    }

    /** A word of the shell: in quotes unless it needs none. */
    static String word(String text) {
        return text.matches("[A-Za-z0-9._:,=/@-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** A scalar of YAML. */
    static String scalar(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
