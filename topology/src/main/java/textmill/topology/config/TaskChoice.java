package textmill.topology.config;

import java.util.List;
import java.util.stream.Stream;
import textmill.runtime.model.TaskKind;

/** The tasks that a configuration can switch on, each by naming its model. */
public enum TaskChoice {
    /** Embeddings. */
    EMBEDDING("embedding", TaskKind.EMBEDDING, Key.EMBEDDING_MODEL, Key.EMBEDDING_TOPIC, List.of()),
    /** Classifications. */
    CLASSIFICATION(
            "classification",
            TaskKind.CLASSIFICATION,
            Key.CLASSIFICATION_MODEL,
            Key.CLASSIFICATION_TOPIC,
            List.of(Key.CLASSIFICATION_TOP_K)),
    /** Replaced-token scores. */
    REPLACED_TOKENS(
            "replaced-tokens",
            TaskKind.REPLACED_TOKENS,
            Key.REPLACED_TOKENS_MODEL,
            Key.REPLACED_TOKENS_TOPIC,
            List.of(Key.TOKENS));

    final Key model;
    final Key topic;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
    final List<Key> options;

    private final String taskName;
    private final TaskKind kind;

    TaskChoice(String taskName, TaskKind kind, Key model, Key topic, List<Key> more) {
        this.taskName = taskName;
        this.kind = kind;
        this.model = model;
        this.topic = topic;
        this.options = Stream.concat(Stream.of(topic), more.stream()).toList();
    }

    /** The name of the task in configuration, metrics and dead letters. */
    public String taskName() {
        return taskName;
    }

    /** What the model is asked for. */
    public TaskKind kind() {
        return kind;
    }
}
