package textmill.topology.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.streams.StreamsConfig;

/** A configuration that has been checked whole. Immutable. */
public final class TextmillConfig {
    private final Settings settings;
    private final List<PipelineConfig> pipelines;
    private final Sorted sorted;
    private final Kafka kafka;

    private record Kafka(Properties properties, KafkaSettings.Effective effective) {}

    private TextmillConfig(Settings settings, List<PipelineConfig> pipelines, Sorted sorted, Kafka kafka) {
        this.settings = settings;
        this.pipelines = List.copyOf(pipelines);
        this.sorted = sorted;
        this.kafka = kafka;
    }

    /**
     * Reads settings as the user wrote them.
     *
     * @param written keys and values; keys behind {@code kafka.} go to Kafka, Confluent's serde keys to the serdes
     * @throws ConfigException with every problem: unknown keys, values that do not fit, contradictions
     */
    public static TextmillConfig parse(Map<String, String> written) {
        Map<String, Written> settings = new TreeMap<>();
        written.forEach((name, value) -> settings.put(name, Written.of(name, value)));
        return parse(settings, List.of());
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

    /**
     * The same for settings from a file.
     *
     * @throws ConfigException with every problem, those of the file too, each with its line
     */
    public static TextmillConfig parse(ConfigFile file) {
        return parse(file.resolve(Placeholders.Need.ALL));
    }

    /**
     * The same for commands that connect to nothing with it, or with a login from elsewhere: variables and files that only
     * connections need may be missing.
     *
     * @throws ConfigException with every other problem
     */
    public static TextmillConfig outline(ConfigFile file) {
        return parse(file.resolve(Placeholders.Need.NO_LOGINS));
    }

    private static TextmillConfig parse(ConfigFile.Resolved resolved) {
        return parse(resolved.settings(), resolved.problems());
    }

    private static TextmillConfig parse(Map<String, Written> written, List<String> found) {
        // A set: pipelines inherit, and one mistake is one problem.
        Set<String> problems = new LinkedHashSet<>(found);
        Sorted sorted = Sorted.of(OldNames.replace(written, problems), problems);
        Settings settings = Settings.read("", Section.keysOfTheProcess(), sorted.process(), problems);
        require(settings, problems);
        List<PipelineConfig> pipelines = sorted.pipelines().entrySet().stream()
                .map(pipeline -> PipelineConfig.read(pipeline.getKey(), pipeline.getValue(), problems))
                .toList();
        new TopicPlan(pipelines, problems).check();
        Properties kafka = KafkaSettings.assemble(settings, sorted.kafka(), problems);
        Optional<KafkaSettings.Effective> effective =
                settings.find(KafkaKeys.BOOTSTRAP_SERVERS).flatMap(set -> KafkaSettings.check(kafka, problems));
        new Contradictions(settings, problems).find(effective);
        if (!settings.find(OperationKeys.TRACING).orElse(true)) {
            sorted.openTelemetry()
                    .values()
                    .forEach(
                            setting -> problems.add(
                                    setting.named()
                                            + " is set but tracing is not, so that it does nothing: set tracing = true, or remove it."));
        }
        if (!problems.isEmpty() || effective.isEmpty()) {
            throw new ConfigException(List.copyOf(problems));
        }
        return new TextmillConfig(settings, pipelines, sorted, new Kafka(kafka, effective.get()));
    }

    private static void require(Settings settings, Collection<String> problems) {
        for (Key<?> key : List.of(KafkaKeys.BOOTSTRAP_SERVERS, RegistryKeys.SCHEMA_REGISTRY_URL)) {
            if (!settings.isWritten(key)) {
                problems.add(key.keyName() + " is missing: it has no default. " + key.doc());
            }
        }
    }

    /** Keys that go to the serdes and the registry client under their own names. */
    public static Collection<String> keysOfTheSerdes() {
        return SerdeSettings.names();
    }

    /** Keys by the names that they once had; they still work. */
    public static Collection<String> oldKeys() {
        return OldNames.RENAMED.keySet();
    }

    /** The value of a key of the process that has a default or is required. */
    public <T> T get(Key<T> key) {
        return settings.get(key);
    }

    /** The value of a key of the process that may have none. */
    public <T> Optional<T> find(Key<T> key) {
        return settings.find(key);
    }

    /** The pipelines by name; one without a name if none was named. */
    public List<PipelineConfig> pipelines() {
        return pipelines;
    }

    /** The pipelines by the Kafka Streams application that they are part of. */
    public Map<String, List<PipelineConfig>> applications() {
        Map<String, List<PipelineConfig>> applications = new LinkedHashMap<>();
        for (PipelineConfig pipeline : pipelines) {
            applications
                    .computeIfAbsent(pipeline.applicationId(), unused -> new ArrayList<>())
                    .add(pipeline);
        }
        return applications;
    }

    /** What the serdes and the registry client are configured with: Confluent's keys. May hold secrets. */
    public Map<String, String> serde() {
        Map<String, String> values = new TreeMap<>();
        sorted.serde().forEach((name, written) -> {
            // What is not known is nothing that somebody could log in with.
            if (written.isKnown()) {
                values.put(name, written.value());
            }
        });
        return values;
    }

    /** What OpenTelemetry is configured with, {@code otel.*}. May hold secrets. */
    public Map<String, String> openTelemetry() {
        Map<String, String> values = new TreeMap<>();
        sorted.openTelemetry().forEach((name, written) -> values.put(name, written.value()));
        return values;
    }

    /** Every setting that holds and where it comes from, in the order of the reference; secrets are hidden. */
    public List<EffectiveSetting> effective() {
        return EffectiveSettings.of(settings, pipelines, sorted, kafka.properties);
    }

    /** A copy of the properties for the first application. May hold secrets. */
    public Properties kafka() {
        return kafka(pipelines.get(0).applicationId());
    }

    /** A copy of the properties for an application. May hold secrets. */
    public Properties kafka(String applicationId) {
        Properties copy = new Properties();
        copy.putAll(kafka.properties);
        copy.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        // Threads, metrics and what brokers say of clients are named by it: one name of two applications tells neither.
        if (applications().size() > 1) {
            copy.computeIfPresent(StreamsConfig.CLIENT_ID_CONFIG, (key, name) -> name + "-" + applicationId);
        }
        return copy;
    }

    /** The consumer's {@code max.poll.interval.ms} after all defaults and overrides. */
    public int maxPollIntervalMs() {
        return kafka.effective.maxPollIntervalMs();
    }

    /** The producer's {@code transaction.timeout.ms} after all defaults and overrides. */
    public int transactionTimeoutMs() {
        return kafka.effective.transactionTimeoutMs();
    }

    /** The producer's {@code max.request.size} after all defaults and overrides. */
    public int maxRequestBytes() {
        return kafka.effective.maxRequestBytes();
    }
}
