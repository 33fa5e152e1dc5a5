package textmill.runtime.model;

import org.jspecify.annotations.Nullable;

/**
 * What a user may say about a model instead of its files.
 *
 * @param name the model's name, or null for the directory's
 * @param maxTokens longest text in tokens, special tokens included, or null for the model's own limit
 * @param stated what is done with the model, where its files do not say it or should not decide
 */
public record ModelOptions(@Nullable String name, @Nullable Integer maxTokens, Statements stated) {
    /** A name and a limit; everything else from the model's files. */
    public ModelOptions(@Nullable String name, @Nullable Integer maxTokens) {
        this(name, maxTokens, Statements.none());
    }

    /** Everything from the model's files. */
    public static ModelOptions none() {
        return new ModelOptions(null, null);
    }

    /** These options with another limit. */
    public ModelOptions withMaxTokens(@Nullable Integer limit) {
        return new ModelOptions(name, limit, stated);
    }

    /** These options with other statements. */
    public ModelOptions with(Statements statements) {
        return new ModelOptions(name, maxTokens, statements);
    }
}
