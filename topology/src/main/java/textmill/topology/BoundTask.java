package textmill.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;
import textmill.topology.config.ConfigException;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.RedactionKeys;
import textmill.topology.config.RedactionSettings;
import textmill.topology.config.RouteSettings;
import textmill.topology.config.Settings;
import textmill.topology.config.TaskKeys;
import textmill.topology.config.TaskSettings;
import textmill.topology.result.ResultType;
import textmill.topology.result.ResultTypes;
import textmill.topology.result.WindowRecords;
import textmill.topology.topics.TopicFacts;

/**
 * A configured task together with the engine's that computes it: from here on its kind is known.
 *
 * @param settings what is configured
 * @param task what computes it
 * @param type how its results are written
 * @param options values of the type's options
 */
record BoundTask(TaskSettings settings, Task task, ResultType type, Settings options, List<BoundRoute> routes) {

    /**
     * A configured route, its conditions read.
     *
     * @param holds whether a result goes there
     */
    record BoundRoute(RouteSettings settings, Predicate<TaskResult> holds) {}

    /** The name by which an engine offers a task to one pipeline alone. */
    static String nameFor(PipelineConfig pipeline, TaskSettings task) {
        return pipeline.isNamed() ? pipeline.name() + "." + task.name() : task.name();
    }

    /**
     * Finds the engine's task for every configured one: that of the pipeline, {@code support.intents}, or else the one
     * for all of them, {@code intents}.
     *
     * @return the tasks of every pipeline in their order
     * @throws ConfigException with everything that does not fit
     */
    static Map<PipelineConfig, List<BoundTask>> bind(List<PipelineConfig> pipelines, List<Task> offered) {
        List<String> problems = new ArrayList<>();
        Map<PipelineConfig, List<BoundTask>> bound = new LinkedHashMap<>();
        for (PipelineConfig pipeline : pipelines) {
            List<BoundTask> tasks = new ArrayList<>();
            for (TaskSettings task : pipeline.tasks()) {
                bind(pipeline, task, offered, problems).ifPresent(tasks::add);
            }
            bound.put(pipeline, tasks);
        }
        checkSharedTopics(bound.values(), problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems.stream().distinct().toList());
        }
        return bound;
    }

    private static Optional<BoundTask> bind(
            PipelineConfig pipeline, TaskSettings settings, List<Task> offered, List<String> problems) {
        Optional<Task> found = named(nameFor(pipeline, settings), offered).or(() -> named(settings.name(), offered));
        if (found.isEmpty()) {
            problems.add("Task " + nameFor(pipeline, settings) + " is configured, the engine offers "
                    + offered.stream().map(Task::name).toList() + ".");
            return Optional.empty();
        }
        Task task = found.get();
        if (!settings.kind().orElse(task.type()).equals(task.type())) {
            problems.add(settings.nameOf(TaskKeys.KIND) + " = "
                    + settings.kind().orElseThrow().name() + ": the engine's task " + task.name() + " is of kind "
                    + task.type().name() + ".");
            return Optional.empty();
        }
        try {
            ResultType type = ResultTypes.of(task.type());
            Settings options = settings.options(task.type().name(), ResultTypes.options(task.type()));
            checkRedaction(pipeline, settings, type, options);
            return Optional.of(new BoundTask(settings, task, type, options, routes(settings, type)));
        } catch (ConfigException e) {
            problems.addAll(e.problems());
            return Optional.empty();
        }
    }

    private static List<BoundRoute> routes(TaskSettings settings, ResultType type) {
        return settings.routes().stream()
                .map(route -> new BoundRoute(
                        route, type.condition(route.conditions(type.kind().name(), type.conditions()))))
                .toList();
    }

    /** What a pipeline redacts in one topic must not stand in another. */
    private static void checkRedaction(
            PipelineConfig pipeline, TaskSettings settings, ResultType type, Settings options) {
        if (pipeline.redaction().isEmpty()) {
            return;
        }
        Optional<String> instead = type.insteadOfText(options);
        if (instead.isPresent()) {
            throw new ConfigException(List.of("Task " + nameFor(pipeline, settings) + " of kind "
                    + type.kind().name() + " writes parts of the text to topic " + settings.topic() + ", which "
                    + pipeline.nameOf(RedactionKeys.TOPIC) + " is to keep back: set the task's option "
                    + instead.get() + ", or give the task to another pipeline."));
        }
        boolean redacted = pipeline.redaction()
                .flatMap(RedactionSettings::entities)
                .filter(entities -> entities.task().equals(settings.name()))
                .isPresent();
        if (redacted && !type.findsSpans()) {
            throw new ConfigException(List.of(pipeline.nameOf(RedactionKeys.TASK) + " = " + settings.name()
                    + ": its results are of kind " + type.kind().name()
                    + ", which name no stretches of the text; name a task of token classification."));
        }
    }

    private static Optional<Task> named(String name, List<Task> offered) {
        return offered.stream().filter(task -> task.name().equals(name)).findFirst();
    }

    /** A topic has one schema: pipelines can share it for results of one kind only. */
    private static void checkSharedTopics(Collection<List<BoundTask>> pipelines, List<String> problems) {
        Map<String, BoundTask> byTopic = new HashMap<>();
        for (List<BoundTask> tasks : pipelines) {
            for (BoundTask task : tasks) {
                task.settings.topics().forEach((key, topic) -> {
                    BoundTask other = byTopic.putIfAbsent(topic, task);
                    if (other != null && !other.task.type().equals(task.task.type())) {
                        problems.add(other.keyOf(topic) + " and " + key + " are both " + topic
                                + ", for results of kinds " + other.task.type().name() + " and "
                                + task.task.type().name() + ": a topic holds results of one kind.");
                    }
                });
            }
        }
    }

    /** Whether a text that was read in windows gives a record for each of them. */
    boolean writesWindows() {
        return task.type().windows() && options.get(WindowRecords.KEY) == WindowRecords.EACH;
    }

    /**
     * All windows of a text have its key.
     *
     * @param facts about the topic of its results
     * @throws ConfigException if only the last of them would stay there
     */
    void checkWindows(TopicFacts facts) {
        if (writesWindows() && facts.keyRequired()) {
            throw new ConfigException(List.of(settings.nameOf(WindowRecords.KEY) + " = each: topic " + settings.topic()
                    + " is compacted, and all windows of a text have its key: only the last would stay. Set its"
                    + " cleanup.policy to delete."));
        }
    }

    /** The key that names one of its topics. */
    private String keyOf(String topic) {
        return settings.topics().entrySet().stream()
                .filter(entry -> entry.getValue().equals(topic))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(settings.nameOf(TaskKeys.TOPIC));
    }
}
