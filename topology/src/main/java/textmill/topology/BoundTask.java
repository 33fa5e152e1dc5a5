package textmill.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import textmill.runtime.task.Task;
import textmill.topology.config.ConfigException;
import textmill.topology.config.PipelineConfig;
import textmill.topology.config.Settings;
import textmill.topology.config.TaskKeys;
import textmill.topology.config.TaskSettings;
import textmill.topology.result.ResultType;
import textmill.topology.result.ResultTypes;

/**
 * A configured task together with the engine's that computes it: from here on its kind is known.
 *
 * @param settings what is configured
 * @param task what computes it
 * @param type how its results are written
 * @param options values of the type's options
 */
record BoundTask(TaskSettings settings, Task task, ResultType type, Settings options) {

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
            return Optional.of(new BoundTask(settings, task, type, options));
        } catch (ConfigException e) {
            problems.addAll(e.problems());
            return Optional.empty();
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
                String topic = task.settings.topic();
                BoundTask other = byTopic.putIfAbsent(topic, task);
                if (other != null && !other.task.type().equals(task.task.type())) {
                    problems.add(other.settings.nameOf(TaskKeys.TOPIC) + " and " + task.settings.nameOf(TaskKeys.TOPIC)
                            + " are both " + topic + ", for results of kinds "
                            + other.task.type().name() + " and "
                            + task.task.type().name()
                            + ": a topic holds results of one kind.");
                }
            }
        }
    }
}
