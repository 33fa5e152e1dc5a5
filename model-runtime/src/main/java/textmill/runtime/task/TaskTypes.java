package textmill.runtime.task;

import java.util.List;
import java.util.stream.Collectors;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;

/** The one list of kinds of task. */
public final class TaskTypes {
    private static final List<TaskType> ALL =
            List.of(EmbeddingType.INSTANCE, ClassificationType.INSTANCE, ReplacedTokensType.INSTANCE);

    private TaskTypes() {}

    /** Every kind; where two serve an architecture, the first is what such a model is taken for. */
    public static List<TaskType> all() {
        return ALL;
    }

    /** Names of all kinds, for messages: {@code embedding, classification or replaced-tokens}. */
    public static String names() {
        List<String> names = ALL.stream().map(TaskType::name).toList();
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException listing the names that there are
     */
    public static TaskType parse(String name) {
        return ALL.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("task: expected " + names() + ", found '" + name + "'"));
    }

    /**
     * The kind that a model was made for, as its {@code architectures} say.
     *
     * @throws ModelException if they name none that is known here
     */
    public static TaskType of(ModelSpec model) {
        String architecture = model.architecture();
        return ALL.stream()
                .filter(type -> type.serves(architecture))
                .findFirst()
                .orElseThrow(() -> new ModelException(
                        model.configFile(),
                        "architectures of " + ALL.stream().map(TaskType::served).collect(Collectors.joining(", ")),
                        architecture,
                        "name the task (" + names() + ") if the model can do it"));
    }
}
