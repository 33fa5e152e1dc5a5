package textmill.topology.config;

import java.util.List;
import textmill.runtime.redaction.PersonalDataRule;

/** A topic with the texts themselves, without personal data. */
public final class RedactionKeys {
    private RedactionKeys() {}

    /** What stands in the place of personal data. */
    public enum Replaced {
        /** {@code [PERSON]}. */
        PLACEHOLDER,
        /** {@code [PERSON:0123456789abcdef]}. */
        HASH,
        /** Nothing. */
        REMOVED
    }

    /** What a text gets whose end the model did not see. */
    public enum Unseen {
        /** The record is a dead letter. */
        DEAD_LETTER,
        /** The rules alone look at what the model did not see. */
        RULES
    }

    /** Where redacted records go. Without it nothing is redacted. */
    public static final Key<String> TOPIC = Key.optional(
            "redact.topic",
            Rule.topic(),
            "Topic for the input records with their texts redacted. Key, headers, timestamp and every other field stay, the schema too. Not set: nothing is redacted.");

    /** What is found without a model. */
    public static final Key<List<PersonalDataRule>> RULES = Key.of(
            "redact.rules",
            RuntimeRules.personalData(),
            List.of(PersonalDataRule.values()),
            "What is found without a model, by form and check digits.");

    /** The task whose entities are redacted. */
    public static final Key<String> TASK = Key.optional(
            "redact.task",
            Rule.text(),
            "Name of a task of the same pipeline whose entities are redacted too, each widened to whole words. Not set: rules alone.");

    /** Which of its entities. */
    public static final Key<List<String>> LABELS = Key.optional(
            "redact.labels", Rule.texts(), "Labels of the task's entities that are redacted. Not set: all.");

    /** What stands in their place. */
    public static final Key<Replaced> REPLACEMENT = Key.of(
            "redact.replacement",
            Rule.word(Replaced.class),
            Replaced.PLACEHOLDER,
            "`placeholder`: `[PERSON]`; `hash`: `[PERSON:0123456789abcdef]`, the same for the same data and key (HMAC-SHA-256); `removed`: nothing.");

    /** The secret of keyed hashes. */
    public static final Key<String> HASH_KEY = Key.optional(
            "redact.hash.key",
            SecretRules.secret(16),
            "Secret for `redact.replacement = hash`, 16 bytes or more; best from the environment, `${NAME}`. Whoever has it can try whose data a hash is.");

    /** Whose phone numbers are known without a plus sign. */
    public static final Key<List<String>> PHONE_REGIONS = Key.of(
            "redact.phone.regions",
            RuntimeRules.regions(),
            List.of("US", "GB"),
            "Countries (ISO 3166, two letters) whose phone numbers are found without a plus sign and country code too.");

    /** What a text gets whose end the model did not see. */
    public static final Key<Unseen> UNSEEN = Key.of(
            "redact.unseen",
            Rule.word(Unseen.class),
            Unseen.DEAD_LETTER,
            "What a text gets that was too long for a model of the pipeline while `redact.task` is set. `dead-letter`: the record is a dead letter; `rules`: the rules see the whole text, the task's entities are those of its beginning.");

    static final Section SECTION = new Section(
            "Redaction", true, List.of(TOPIC, RULES, TASK, LABELS, REPLACEMENT, HASH_KEY, PHONE_REGIONS, UNSEEN));
}
