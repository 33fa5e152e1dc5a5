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

    static final Section SECTION = new Section("Dead letters", true, List.of(TOPIC, STACKTRACE));
}
