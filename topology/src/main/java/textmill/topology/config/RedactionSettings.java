package textmill.topology.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import textmill.runtime.redaction.PersonalDataRule;
import textmill.topology.config.RedactionKeys.Replaced;
import textmill.topology.config.RedactionKeys.Unseen;

/**
 * How a pipeline redacts. The secret is in it: never to be printed.
 *
 * @param topic where redacted records go
 * @param rules what is found without a model; may be empty
 * @param entities whose entities are redacted, if those of a task are
 * @param replacement what stands in their place
 * @param phoneRegions whose phone numbers are known without a country code
 */
public record RedactionSettings(
        String topic,
        List<PersonalDataRule> rules,
        Optional<Entities> entities,
        Replacing replacement,
        List<String> phoneRegions) {

    /**
     * A task's entities.
     *
     * @param task name of a task of the pipeline
     * @param labels which of its entities; empty for all
     * @param unseen what a text gets whose end the model did not see
     */
    public record Entities(String task, Set<String> labels, Unseen unseen) {
        /** Copies the set. */
        public Entities {
            labels = Set.copyOf(labels);
        }
    }

    /**
     * What stands in the place of personal data.
     *
     * @param key secret of hashes; empty if there are none
     */
    public record Replacing(Replaced kind, String key) {
        @Override
        public String toString() {
            return kind.toString();
        }
    }

    /** What a pipeline's settings say, if they say anything; {@code problems} gets what does not fit together. */
    static Optional<RedactionSettings> read(
            Settings settings, Collection<TaskSettings> tasks, Collection<String> problems) {
        if (!settings.isWritten(RedactionKeys.TOPIC)) {
            RedactionKeys.SECTION.keys().stream()
                    .filter(settings::isWritten)
                    .forEach(key ->
                            problems.add(settings.placeOf(key) + " is set but " + settings.nameOf(RedactionKeys.TOPIC)
                                    + " is not, so nothing is redacted: set the topic, or remove it."));
            return Optional.empty();
        }
        Optional<String> task = settings.find(RedactionKeys.TASK);
        List<PersonalDataRule> rules = settings.find(RedactionKeys.RULES).orElse(List.of());
        if (settings.find(RedactionKeys.RULES).isPresent() && rules.isEmpty() && task.isEmpty()) {
            problems.add(settings.placeOf(RedactionKeys.RULES) + " = none and no " + settings.nameOf(RedactionKeys.TASK)
                    + ": nothing would be redacted. Name rules or a task.");
        }
        task.filter(name -> tasks.stream().noneMatch(one -> one.name().equals(name)))
                .ifPresent(name -> problems.add(settings.placeOf(RedactionKeys.TASK) + " = " + name
                        + ": there is no such task; expected one of "
                        + String.join(
                                ", ", tasks.stream().map(TaskSettings::name).toList()) + "."));
        onlyWith(settings, RedactionKeys.LABELS, task.isPresent(), "without redact.task there are no labels", problems);
        Replaced kind = settings.find(RedactionKeys.REPLACEMENT).orElse(Replaced.PLACEHOLDER);
        if (kind == Replaced.HASH && !settings.isWritten(RedactionKeys.HASH_KEY)) {
            problems.add(settings.placeOf(RedactionKeys.REPLACEMENT) + " = hash needs "
                    + settings.nameOf(RedactionKeys.HASH_KEY) + ": set it to a secret of 16 bytes or more.");
        }
        onlyWith(settings, RedactionKeys.HASH_KEY, kind == Replaced.HASH, "only hashes have a key", problems);
        return settings.find(RedactionKeys.TOPIC)
                .map(topic -> new RedactionSettings(
                        topic,
                        rules,
                        task.map(name -> new Entities(
                                name,
                                Set.copyOf(settings.find(RedactionKeys.LABELS).orElse(List.of())),
                                settings.find(RedactionKeys.UNSEEN).orElse(Unseen.DEAD_LETTER))),
                        new Replacing(
                                kind, settings.find(RedactionKeys.HASH_KEY).orElse("")),
                        settings.find(RedactionKeys.PHONE_REGIONS).orElse(List.of())));
    }

    private static void onlyWith(
            Settings settings, Key<?> key, boolean makesSense, String why, Collection<String> problems) {
        if (settings.isWritten(key) && !makesSense) {
            problems.add(settings.placeOf(key) + " is set, but " + why + ": remove it.");
        }
    }
}
