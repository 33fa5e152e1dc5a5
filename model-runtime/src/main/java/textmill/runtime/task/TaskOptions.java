package textmill.runtime.task;

import java.util.List;
import java.util.Map;

/** What a user said about one task: options of its kind by name. Immutable. */
public final class TaskOptions {
    private static final TaskOptions NONE = new TaskOptions(Map.of());

    private final Map<String, String> written;

    private TaskOptions(Map<String, String> written) {
        this.written = Map.copyOf(written);
    }

    /** Nothing was said. */
    public static TaskOptions none() {
        return NONE;
    }

    /**
     * Checks names and values.
     *
     * @param written values by name
     * @throws IllegalArgumentException for an option that the kind does not have, or a value that does not fit
     */
    public static TaskOptions of(TaskType type, Map<String, String> written) {
        List<String> known = type.allOptions().stream().map(TaskOption::name).toList();
        for (String name : written.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("tasks of kind " + type.name() + " have no option " + name
                        + (known.isEmpty() ? "; they have none" : "; they have " + String.join(", ", known)));
            }
        }
        TaskOptions options = new TaskOptions(written);
        type.allOptions().forEach(options::get);
        return options;
    }

    /** The value of an option. */
    public <T> T get(TaskOption<T> option) {
        return option.read(written.getOrDefault(option.name(), option.usual()));
    }
}
