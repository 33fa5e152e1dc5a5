package textmill.runtime.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;

/**
 * The tokenizer of a model.
 *
 * @param path {@code tokenizer.json}, or the {@code vocab.txt} that stands for it
 * @param identity hash of what it does, padding and truncation left out: models with equal identities give every text the
 *     same ids
 * @param maxTokens most tokens that the model takes, special tokens included
 * @param padId id of the padding token
 * @param settings what other files and the user say of it
 */
public record TokenizerFile(Path path, String identity, int maxTokens, int padId, TokenizerSettings settings) {
    /** The same tokenizer with another limit. */
    public TokenizerFile withMaxTokens(int tokens) {
        return new TokenizerFile(path, identity, tokens, padId, settings);
    }

    /**
     * The tokenizer library's description of it, with everything that other files say of it.
     *
     * @throws ModelException if the file has become unreadable
     */
    public ObjectNode json() {
        return settings.applyTo(TokenizerSource.read(path));
    }
}
