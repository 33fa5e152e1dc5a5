package textmill.topology.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A pipeline: where texts come from, what is computed, where it goes. Immutable. */
public final class PipelineConfig {
    static final String PREFIX = "pipeline.";

    private final String name;
    private final Settings settings;
    private final List<TaskSettings> tasks;
    private final Besides besides;

    /** What is made of texts and results besides the results. */
    private record Besides(Optional<RedactionSettings> redaction, Optional<AnomalyPlan> anomalies) {}

    private PipelineConfig(String name, Settings settings, List<TaskSettings> tasks, Besides besides) {
        this.name = name;
        this.settings = settings;
        this.tasks = List.copyOf(tasks);
        this.besides = besides;
    }

    /**
     * Reads a pipeline.
     *
     * @param name its name, empty for the only one
     * @param written settings by their name behind that of the pipeline, inherited ones included
     * @param problems told of what does not fit
     */
    static PipelineConfig read(String name, Map<String, Written> written, Collection<String> problems) {
        String prefix = name.isEmpty() ? "" : PREFIX + name + ".";
        Settings settings = Settings.read(prefix, Section.keysOfAPipeline(), written, problems);
        String input =
                settings.find(InputKeys.TOPICS).map(topics -> topics.get(0)).orElse("texts");
        Map<String, Map<String, Written>> byTask = new TreeMap<>();
        written.forEach((key, setting) -> {
            if (key.startsWith(TaskKeys.PREFIX)) {
                String[] parts = key.split("\\.", 3);
                byTask.computeIfAbsent(parts[1], unused -> new TreeMap<>()).put(parts[2], setting);
            }
        });
        TaskSettings.Place place = new TaskSettings.Place(prefix, input);
        List<TaskSettings> tasks = byTask.entrySet().stream()
                .map(task -> TaskSettings.read(task.getKey(), place, task.getValue(), problems))
                .toList();
        Optional<RedactionSettings> redaction = RedactionSettings.read(settings, tasks, problems);
        if (tasks.isEmpty() && !settings.isWritten(RedactionKeys.TOPIC)) {
            problems.add((name.isEmpty() ? "" : "Pipeline " + name + ": ") + "No task is on: set at least one "
                    + (name.isEmpty() ? "" : prefix) + "task.NAME.model, for example task.embeddings.model, to the name"
                    + " of a bundled model or a directory.");
        }
        if (redaction.isPresent()
                && settings.find(DeadLetterKeys.STACKTRACE).orElse(false)
                && settings.find(DeadLetterKeys.VALUE).orElse(DeadLetterKeys.Value.REMOVE)
                        == DeadLetterKeys.Value.REMOVE) {
            problems.add(settings.placeOf(DeadLetterKeys.STACKTRACE) + " = true: stack traces can carry parts of a text"
                    + " that is to be redacted. Remove it, or set " + settings.nameOf(DeadLetterKeys.VALUE)
                    + " = keep.");
        }
        Optional<AnomalyPlan> anomalies =
                AnomalyPlan.read(settings, tasks, settings.isWritten(RedactionKeys.TOPIC), problems);
        PipelineConfig pipeline = new PipelineConfig(name, settings, tasks, new Besides(redaction, anomalies));
        if (pipeline.isWhole() && !Rule.isTopic(pipeline.deadLetterTopic())) {
            problems.add(pipeline.nameOf(DeadLetterKeys.TOPIC) + " would be " + pipeline.deadLetterTopic()
                    + ", which is too long for a topic: set it.");
        }
        return pipeline;
    }

    /** Its name; empty for the only one of a configuration without names. */
    public String name() {
        return name;
    }

    /** Whether it has a name. */
    public boolean isNamed() {
        return !name.isEmpty();
    }

    /** The name of one of its nodes or threads: with its own before it, if it has one. */
    public String nodeName(String plain) {
        return name.isEmpty() ? plain : name + "-" + plain;
    }

    /** The value of one of its keys. */
    public <T> T get(Key<T> key) {
        return settings.get(key);
    }

    /** The value of one of its keys that need not be set. */
    public <T> Optional<T> find(Key<T> key) {
        return settings.find(key);
    }

    /** The Kafka Streams application that it is part of. */
    public String applicationId() {
        return settings.get(PipelineKeys.APPLICATION_ID);
    }

    /** The topics that it reads; never empty. */
    public List<String> inputTopics() {
        return settings.get(InputKeys.TOPICS);
    }

    /** Where records go that cannot be computed: as configured, or the first input topic with a suffix. */
    public String deadLetterTopic() {
        return settings.find(DeadLetterKeys.TOPIC).orElse(inputTopics().get(0) + ".dead-letters");
    }

    /** Whether dead letters carry the record's value: as configured, or unless texts are redacted. */
    public boolean deadLettersKeepValues() {
        return settings.find(DeadLetterKeys.VALUE)
                        .orElse(redaction().isPresent() ? DeadLetterKeys.Value.REMOVE : DeadLetterKeys.Value.KEEP)
                == DeadLetterKeys.Value.KEEP;
    }

    /** How it redacts, if it does. */
    public Optional<RedactionSettings> redaction() {
        return besides.redaction;
    }

    /** How it judges texts, if it does. */
    public Optional<AnomalyPlan> anomalies() {
        return besides.anomalies;
    }

    /** The topic from which it reads feedback, if it does. */
    public Optional<String> feedbackTopic() {
        return anomalies().flatMap(plan -> plan.topics().feedback());
    }

    /** Every topic for computed records, by the name of its key. */
    public Map<String, String> outputTopics() {
        Map<String, String> topics = new LinkedHashMap<>();
        tasks.forEach(task -> topics.putAll(task.topics()));
        redaction().ifPresent(redacted -> topics.put(nameOf(RedactionKeys.TOPIC), redacted.topic()));
        anomalies().ifPresent(plan -> plan.outputs().forEach((key, topic) -> topics.put(nameOf(key), topic)));
        return topics;
    }

    /** Its tasks by name; at least one, unless it redacts by rules alone. */
    public List<TaskSettings> tasks() {
        return tasks;
    }

    /** The whole name of one of its keys as the user wrote it, or would write it. */
    public String nameOf(Key<?> key) {
        return settings.nameOf(key);
    }

    Settings settings() {
        return settings;
    }

    /** What stands before all of its keys; empty if it has no name. */
    String prefix() {
        return name.isEmpty() ? "" : PREFIX + name + ".";
    }

    /** Whether what its topics depend on was read without complaint. */
    boolean isWhole() {
        return settings.find(InputKeys.TOPICS).isPresent()
                && settings.find(PipelineKeys.APPLICATION_ID).isPresent();
    }
}
