package textmill.topology.config;

import java.util.List;
import textmill.runtime.task.TaskType;

/** What every task has; all stand behind {@code task.NAME.}. Options of its kind stand beside them. */
public final class TaskKeys {
    static final String PREFIX = "task.";

    private TaskKeys() {}

    /** The model. A task without one is refused. */
    public static final Key<String> MODEL = Key.optional(
            "model", Rule.text(), "Model of the task: the name of a bundled model or a directory. Required.");

    /** Where results go; see {@link TaskSettings#topic()}. */
    public static final Key<String> TOPIC = Key.optional(
            "topic", Rule.topic(), "Topic for its results. Not set: the first input topic with `.NAME` behind it.");

    /** The kind, where the model's files do not say it. */
    public static final Key<TaskType> KIND = Key.optional(
            "task",
            Rule.kind(),
            "Kind of the task. Needed only where the model's files do not say what it was made for.");

    /** Keys of every task. */
    public static final List<Key<?>> ALL = List.of(MODEL, TOPIC, KIND);
}
