package textmill.topology.config;

import java.util.Locale;

/** Writes the reference of configuration keys, so that it cannot differ from what is read. */
public final class ConfigReference {
    private ConfigReference() {}

    /** The page as Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder(8_192);
        page.append("""
                # Configuration

                <!-- Generated from textmill.topology.config.Key; do not edit. -->

                A properties file, one `key = value` a line. Every problem is reported at once, and nothing starts while
                there is one (exit code 78). A key that is not listed is refused, with two exceptions:

                - `kafka.X` passes `X` to Kafka Streams and its clients, for example `kafka.security.protocol` or
                  `kafka.consumer.session.timeout.ms`. What would undo the delivery guarantee is refused.
                - Confluent's keys for serdes and the schema registry client (`schema.registry.*`, `basic.auth.*`,
                  `bearer.auth.*`, `avro.*`, `specific.avro.*`, `auto.register.schemas`, `use.latest.version`,
                  `normalize.schemas`, `value.subject.name.strategy`, ...) go to the serdes as they are; `serde.X` passes
                  any other `X`.

                Kafka settings with a default other than Kafka's: `poll.ms = 5`, `producer.linger.ms = 5`,
                `commit.interval.ms = 100`.
                """);
        for (Section section : Section.values()) {
            page.append("\n## ").append(section.title).append("\n\n");
            page.append("| key | expected | default | meaning |\n| --- | --- | --- | --- |\n");
            for (Key key : Key.values()) {
                if (key.section == section) {
                    page.append(row(key));
                }
            }
        }
        return page.toString();
    }

    private static String row(Key key) {
        String defaultValue = key.defaultValue == null ? "-" : "`" + key.defaultValue + "`";
        return String.format(
                        Locale.ROOT,
                        "| `%s` | %s | %s | %s |%n",
                        key.keyName(),
                        key.rule.expected(),
                        defaultValue,
                        key.doc)
                .replace(System.lineSeparator(), "\n");
    }
}
