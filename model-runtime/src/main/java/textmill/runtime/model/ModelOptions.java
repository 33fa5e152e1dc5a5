package textmill.runtime.model;

import org.jspecify.annotations.Nullable;

/**
 * What a user may say about a model instead of its files.
 *
 * @param name the model's name, or null for the directory's
 * @param maxTokens longest text in tokens, special tokens included, or null for the model's own limit
 */
public record ModelOptions(@Nullable String name, @Nullable Integer maxTokens) {
    /** Everything from the model's files. */
    public static ModelOptions none() {
        return new ModelOptions(null, null);
    }

    /** These options with another limit. */
    public ModelOptions withMaxTokens(@Nullable Integer limit) {
        return new ModelOptions(name, limit);
    }
}
