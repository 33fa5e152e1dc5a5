package textmill.topology.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import textmill.runtime.task.TaskOption;

/**
 * A configuration key: what its value must look like, what it is without one, and what it means. The unit is part of the
 * name. Keys are constants of the class of their section, for example {@link EngineKeys}.
 *
 * @param <T> type of its value
 */
public final class Key<T> {
    private final String keyName;
    private final Rule<T> rule;
    private final @Nullable T defaultValue;
    private final String doc;

    private Key(String keyName, Rule<T> rule, @Nullable T defaultValue, String doc) {
        this.keyName = keyName;
        this.rule = rule;
        this.defaultValue = defaultValue;
        this.doc = doc;
    }

    /** A key that has a value in any case. */
    public static <T> Key<T> of(String keyName, Rule<T> rule, T defaultValue, String doc) {
        return new Key<>(keyName, rule, defaultValue, doc);
    }

    /** An option of a kind of task: read here only to see that it fits, the engine reads it again. */
    public static Key<String> of(TaskOption<?> option) {
        return new Key<>(option.name(), RuntimeRules.option(option), option.usual(), option.doc());
    }

    /** A key without a default. */
    public static <T> Key<T> optional(String keyName, Rule<T> rule, String doc) {
        return new Key<>(keyName, rule, null, doc);
    }

    /** The name as users write it, without the name of a task or pipeline before it. */
    public String keyName() {
        return keyName;
    }

    /** What a value must look like. */
    public Rule<T> rule() {
        return rule;
    }

    /** Its meaning in a sentence or two. */
    public String doc() {
        return doc;
    }

    /** The value that holds if none is written. */
    public Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** The default as a user would write it. */
    public Optional<String> defaultText() {
        return defaultValue().map(rule::write);
    }

    @Override
    public String toString() {
        return keyName;
    }
}
