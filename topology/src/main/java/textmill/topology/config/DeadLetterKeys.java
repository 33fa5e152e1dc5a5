package textmill.topology.config;

import java.util.List;

/** What becomes of records that cannot be computed. */
public final class DeadLetterKeys {
    private DeadLetterKeys() {}

    /** Their topic; see {@link PipelineConfig#deadLetterTopic()}. */
    public static final Key<String> TOPIC = Key.optional(
            "dead.letter.topic",
            Rule.topic(),
            "Topic for records that cannot be computed. Not set: the first input topic with `.dead-letters` behind it. Pipelines may share it.");

    /** Whether to add stack traces. */
    public static final Key<Boolean> STACKTRACE = Key.of(
            "dead.letter.stacktrace",
            Rule.flag(),
            false,
            "Adds the stack trace to a dead letter. It can carry parts of the text.");

    /** What becomes of a record's value. */
    public enum Value {
        /** The dead letter carries it. */
        KEEP,
        /** The dead letter is empty. */
        REMOVE
    }

    /** Whether dead letters carry the value; see {@link PipelineConfig#deadLettersKeepValues()}. */
    public static final Key<Value> VALUE = Key.optional(
            "dead.letter.value",
            Rule.word(Value.class),
            "`keep`: a dead letter carries the record's value, with the text. `remove`: it has none, and cannot be replayed. Not set: `keep`, or `remove` in a pipeline with `redact.topic`.");

    static final Section SECTION = new Section("Dead letters", true, List.of(TOPIC, VALUE, STACKTRACE));
}
