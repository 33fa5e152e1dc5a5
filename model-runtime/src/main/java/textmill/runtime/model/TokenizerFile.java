package textmill.runtime.model;

import java.nio.file.Path;

/**
 * The tokenizer of a model.
 *
 * @param path {@code tokenizer.json}
 * @param identity hash of the file's content less its padding and truncation: models with equal identities give every
 *     text the same ids
 * @param maxTokens most tokens that the model takes, special tokens included
 * @param padId id of the padding token
 */
public record TokenizerFile(Path path, String identity, int maxTokens, int padId) {
    /** The same tokenizer with another limit. */
    public TokenizerFile withMaxTokens(int tokens) {
        return new TokenizerFile(path, identity, tokens, padId);
    }
}
