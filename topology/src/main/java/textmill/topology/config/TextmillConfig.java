package textmill.topology.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;

/** A configuration that has been checked whole. Immutable. */
public final class TextmillConfig {
    private final Values values;
    private final Map<String, String> serde;
    private final Properties kafka;
    private final KafkaSettings.Effective effective;

    private TextmillConfig(
            Values values, Map<String, String> serde, Properties kafka, KafkaSettings.Effective effective) {
        this.values = values;
        this.serde = serde;
        this.kafka = kafka;
        this.effective = effective;
    }

    /**
     * Reads properties as the user wrote them.
     *
     * @param written keys and values; keys behind {@code kafka.} go to Kafka, Confluent's serde keys to the serdes
     * @throws ConfigException with every problem: unknown keys, values that do not fit, contradictions
     */
    public static TextmillConfig parse(Map<String, String> written) {
        List<String> problems = new ArrayList<>();
        Map<String, String> serde = new LinkedHashMap<>();
        Map<String, String> passedThrough = new TreeMap<>();
        Values values = new Values();
        for (Map.Entry<String, String> setting : new TreeMap<>(written).entrySet()) {
            String name = setting.getKey();
            Optional<Key> key = Key.byName(name);
            key.ifPresent(known -> read(known, setting.getValue(), values, problems));
            SerdeSettings.nameFor(name).ifPresent(theirs -> serde.put(theirs, setting.getValue()));
            if (name.startsWith(KafkaSettings.PREFIX)) {
                passedThrough.put(name.substring(KafkaSettings.PREFIX.length()), setting.getValue());
            } else if (key.isEmpty() && SerdeSettings.nameFor(name).isEmpty()) {
                problems.add("Unknown key " + name + didYouMean(name));
            }
        }
        defaults(values, written, problems);
        Properties kafka = KafkaSettings.assemble(values, passedThrough, problems);
        Optional<KafkaSettings.Effective> effective =
                values.find(Key.BOOTSTRAP_SERVERS).flatMap(set -> KafkaSettings.check(kafka, problems));
        new Contradictions(values, problems).find(effective);
        if (!problems.isEmpty() || effective.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new TextmillConfig(values, Map.copyOf(serde), kafka, effective.get());
    }

    /**
     * The same for {@link Properties}.
     *
     * @throws ConfigException with every problem
     */
    public static TextmillConfig parse(Properties written) {
        Map<String, String> settings = new TreeMap<>();
        for (String name : written.stringPropertyNames()) {
            settings.put(name, written.getProperty(name));
        }
        return parse(settings);
    }

    private static void read(Key key, String value, Values values, Collection<String> problems) {
        try {
            values.put(key, key.rule.read(value), true);
        } catch (Rule.Misfit e) {
            problems.add(key.keyName() + " = " + value + ": expected " + key.rule.expected() + ".");
        }
    }

    private static void defaults(Values values, Map<String, String> written, Collection<String> problems) {
        for (Key key : Key.values()) {
            if (written.containsKey(key.keyName())) {
                continue;
            }
            String defaultValue = key.defaultValue;
            if (defaultValue != null) {
                try {
                    values.put(key, key.rule.read(defaultValue), false);
                } catch (Rule.Misfit e) {
                    throw new IllegalStateException("default of " + key.keyName() + " does not fit its own rule", e);
                }
            } else if (key == Key.BOOTSTRAP_SERVERS || key == Key.SCHEMA_REGISTRY_URL) {
                problems.add(key.keyName() + " is missing: it has no default. " + key.doc);
            }
        }
    }

    private static String didYouMean(String name) {
        TreeSet<String> names = new TreeSet<>(SerdeSettings.names());
        for (Key key : Key.values()) {
            names.add(key.keyName());
        }
        return DidYouMean.among(names, name)
                .map(meant -> ": did you mean " + meant + "?")
                .orElse(": it is not in the reference; put " + KafkaSettings.PREFIX + " before a setting for Kafka, "
                        + SerdeSettings.PREFIX + " before one for the serdes.");
    }

    /** A value of a key that is read as text. */
    public String text(Key key) {
        return values.text(key);
    }

    /** A value of a key that is read as text and may be absent. */
    public Optional<String> findText(Key key) {
        return values.findText(key);
    }

    /** A value of a key that is read as a whole number. */
    public long whole(Key key) {
        return values.whole(key);
    }

    /** The same as {@code int}; for keys whose rule keeps them in range. */
    public int number(Key key) {
        return Math.toIntExact(values.whole(key));
    }

    /** A value in milliseconds. */
    public Duration duration(Key key) {
        return Duration.ofMillis(values.whole(key));
    }

    /** A value of a key that is true or false. */
    public boolean flag(Key key) {
        return (Boolean) values.get(key);
    }

    /** The tasks that are on, in a fixed order; at least one. */
    public List<TaskSettings> tasks() {
        List<TaskSettings> tasks = new ArrayList<>();
        for (TaskChoice choice : TaskChoice.values()) {
            values.findText(choice.model)
                    .ifPresent(model -> tasks.add(
                            new TaskSettings(choice.taskName(), choice.kind(), model, values.text(choice.topic))));
        }
        return List.copyOf(tasks);
    }

    /** What the serdes and the registry client are configured with: Confluent's keys. May hold secrets. */
    public Map<String, String> serde() {
        return serde;
    }

    /** A copy of the properties for Kafka Streams. May hold secrets. */
    public Properties kafka() {
        Properties copy = new Properties();
        copy.putAll(kafka);
        return copy;
    }

    /** The consumer's {@code max.poll.interval.ms} after all defaults and overrides. */
    public int maxPollIntervalMs() {
        return effective.maxPollIntervalMs();
    }

    /** The producer's {@code transaction.timeout.ms} after all defaults and overrides. */
    public int transactionTimeoutMs() {
        return effective.transactionTimeoutMs();
    }

    /** The producer's {@code max.request.size} after all defaults and overrides. */
    public int maxRequestBytes() {
        return effective.maxRequestBytes();
    }
}
