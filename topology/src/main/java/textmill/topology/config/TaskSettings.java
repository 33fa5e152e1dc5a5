package textmill.topology.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import textmill.runtime.model.Statements;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.schema.registry.DidYouMean;

/** A named task of a pipeline: its model, where its results go, and the options of its kind. Immutable. */
public final class TaskSettings {
    private final String name;
    private final String prefix;
    private final Settings settings;
    private final String topic;
    private final Behind behind;

    private TaskSettings(String name, String prefix, Settings settings, String topic, Behind behind) {
        this.name = name;
        this.prefix = prefix;
        this.settings = settings;
        this.topic = topic;
        this.behind = behind;
    }

    /** What stands behind the name of a task and depends on its kind. */
    private record Behind(Map<String, Written> written, Map<String, Written> options, List<RouteSettings> routes) {}

    /** Where a task stands. */
    record Place(String prefix, String inputTopic) {}

    /**
     * Reads a task.
     *
     * @param name its name
     * @param place where it stands
     * @param written settings by their name behind that of the task
     * @param problems told of what does not fit
     */
    static TaskSettings read(String name, Place place, Map<String, Written> written, Collection<String> problems) {
        String prefix = place.prefix + TaskKeys.PREFIX + name + ".";
        Settings settings = Settings.read(prefix, TaskKeys.ALL, written, problems);
        Map<String, Written> options = new TreeMap<>(written);
        TaskKeys.ALL.forEach(key -> options.remove(key.keyName()));
        Map<String, Written> all = Map.copyOf(options);
        List<RouteSettings> routes = RouteSettings.read(prefix, options, problems);
        if (!settings.isWritten(TaskKeys.MODEL)) {
            problems.add(written.values().stream()
                            .map(Written::named)
                            .sorted()
                            .findFirst()
                            .orElse(prefix) + " is set but " + prefix
                    + "model is not, so there is no such task: set the model or remove it.");
        }
        String topic = settings.find(TaskKeys.TOPIC).orElse(place.inputTopic + "." + name);
        if (!Rule.isTopic(topic)) {
            problems.add(prefix + TaskKeys.TOPIC + " would be " + topic + ", which is too long for a topic: set it.");
        }
        return new TaskSettings(name, prefix, settings, topic, new Behind(all, Map.copyOf(options), routes));
    }

    /** Its name in metrics, logs and dead letters, for example {@code intents}. */
    public String name() {
        return name;
    }

    /** Name of a bundled model, or a directory. */
    public String model() {
        return settings.get(TaskKeys.MODEL);
    }

    /** Where the results go: as configured, or the first input topic with the task's name behind it. */
    public String topic() {
        return topic;
    }

    /** Further topics for those of its results for which conditions hold. */
    public List<RouteSettings> routes() {
        return behind.routes;
    }

    /** The topics of its results and of its routes, by the names of their keys. */
    public Map<String, String> topics() {
        Map<String, String> topics = new LinkedHashMap<>();
        topics.put(nameOf(TaskKeys.TOPIC), topic);
        behind.routes.forEach(route -> topics.put(route.nameOfTopic(), route.topic()));
        return topics;
    }

    /** The kind that the user states; empty leaves it to the model. */
    public Optional<TaskType> kind() {
        return settings.find(TaskKeys.KIND);
    }

    /** Where a record names a prompt for this task alone; empty if nowhere. */
    public Optional<PromptPlace> promptPlace() {
        PromptPlace place = new PromptPlace(
                settings.find(TaskKeys.PROMPT_HEADER).orElse(null),
                settings.find(TaskKeys.PROMPT_FIELD).orElse(null));
        return place.isNowhere() ? Optional.empty() : Optional.of(place);
    }

    /** What the user states about the model instead of its files. */
    public Statements stated() {
        return new Statements(
                settings.find(TaskKeys.POOLING).orElse(null),
                settings.find(TaskKeys.NORMALISE).orElse(null),
                settings.find(TaskKeys.LABELS).orElse(null),
                settings.find(TaskKeys.ACTIVATION).orElse(null),
                settings.find(TaskKeys.PROMPT).orElse(null),
                settings.find(TaskKeys.MODEL_FILE).orElse(null),
                settings.find(TaskKeys.OUTPUT).orElse(null),
                settings.find(TaskKeys.DIMENSIONS).orElse(null));
    }

    /** The whole name of one of its keys as the user wrote it, or would write it. */
    public String nameOf(Key<?> key) {
        return settings.nameOf(key);
    }

    Settings settings() {
        return settings;
    }

    /** What stands before all of its keys. */
    String prefix() {
        return prefix;
    }

    /** The options of its kind and the routes that were written. */
    Map<String, Written> written() {
        return new TreeMap<>(behind.written);
    }

    /** The same with the place where it stands. */
    String placeOf(Key<?> key) {
        return settings.placeOf(key);
    }

    /**
     * The options that were written, as those of a kind.
     *
     * @param kind name of the kind, for messages
     * @param known the options that the kind has
     * @throws ConfigException naming every option that the kind does not have, and every value that does not fit
     */
    public Settings options(String kind, Collection<Key<?>> known) {
        List<String> problems = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        known.forEach(key -> names.add(key.keyName()));
        behind.options.forEach((option, written) -> {
            if (!names.contains(option)) {
                problems.add(unknown(kind, names, option, written));
            }
        });
        Settings read = Settings.read(prefix, known, behind.options, problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return read;
    }

    /** The options that were written for the engine; only after {@link #options(String, Collection)} found no fault. */
    public TaskOptions options(TaskType kind) {
        Map<String, String> said = new TreeMap<>();
        for (TaskOption<?> option : kind.allOptions()) {
            Written setting = behind.options.get(option.name());
            if (setting != null) {
                said.put(option.name(), setting.value());
            }
        }
        return TaskOptions.of(kind, said);
    }

    /** True if both ask the same of the same model, whatever becomes of the results. */
    public boolean asksTheSameAs(TaskSettings other) {
        return model().equals(other.model())
                && stated().equals(other.stated())
                && kind().equals(other.kind())
                && values().equals(other.values());
    }

    private Map<String, String> values() {
        Map<String, String> values = new TreeMap<>();
        behind.options.forEach((name, setting) -> values.put(name, setting.value()));
        return values;
    }

    private static String unknown(String kind, Collection<String> known, String option, Written written) {
        TreeSet<String> all = new TreeSet<>(known);
        TaskKeys.ALL.forEach(key -> all.add(key.keyName()));
        return written.named() + ": tasks of kind " + kind + " have no option " + option
                + DidYouMean.among(all, option)
                        .map(meant -> ": did you mean " + meant + "?")
                        .orElse("; they have " + String.join(", ", all) + ".");
    }
}
