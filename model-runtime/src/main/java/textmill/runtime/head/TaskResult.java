package textmill.runtime.head;

import org.jspecify.annotations.Nullable;

/** What one head made of one text. Arrays are owned by the receiver and are not shared with other texts. */
public sealed interface TaskResult {

    /**
     * A pooled sentence embedding.
     *
     * @param vector {@code [hidden]}, L2-normalised if the model's pipeline says so
     */
    record Embedding(float[] vector) implements TaskResult {}

    /**
     * Probabilities over the labels of a sequence classifier.
     *
     * @param labels label names by class index; shared by all results of one model, never modified
     * @param probabilities {@code [labels]}, softmax of the logits, in the order of {@code labels}
     * @param outOfScope probability that the text belongs to none of the labels, or null if the model gives none
     */
    record Classification(
            LabelSet labels,
            float[] probabilities,
            @Nullable Float outOfScope) implements TaskResult {}

    /**
     * ELECTRA's replaced-token detection: a probability for every real token, special and pad tokens left out.
     *
     * @param tokens the tokens as the tokenizer writes them, {@code [tokens]}
     * @param starts index of each token's first UTF-16 code unit in the original text, {@code [tokens]}
     * @param ends index after each token's last UTF-16 code unit, {@code [tokens]}
     * @param probabilities calibrated probability that the token was replaced, {@code [tokens]}
     * @param threshold a token is flagged if its probability is at least this
     */
    record ReplacedTokens(String[] tokens, int[] starts, int[] ends, float[] probabilities, float threshold)
            implements TaskResult {}
}
