package textmill.runtime.model;

import org.jspecify.annotations.Nullable;

/**
 * What a user may say about a model instead of its files.
 *
 * @param name the model's name, or null for the directory's
 * @param kind what it computes, or null to ask {@code architectures} in its {@code config.json}
 * @param maxTokens longest text in tokens, special tokens included, or null for the model's own limit
 */
public record ModelOptions(
        @Nullable String name,
        @Nullable TaskKind kind,
        @Nullable Integer maxTokens) {
    /** Everything from the model's files. */
    public static ModelOptions none() {
        return new ModelOptions(null, null, null);
    }

    /** These options with another task. */
    public ModelOptions withKind(@Nullable TaskKind newKind) {
        return new ModelOptions(name, newKind, maxTokens);
    }

    /** These options with another name. */
    public ModelOptions withName(@Nullable String newName) {
        return new ModelOptions(newName, kind, maxTokens);
    }
}
