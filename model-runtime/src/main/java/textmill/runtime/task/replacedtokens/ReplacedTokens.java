package textmill.runtime.task.replacedtokens;

import textmill.runtime.task.TaskResult;

/**
 * ELECTRA's replaced-token detection: a probability for every real token, special and pad tokens left out. The receiver owns
 * the arrays.
 *
 * @param tokens the tokens as the tokenizer writes them, {@code [tokens]}
 * @param starts index of each token's first UTF-16 code unit in the original text, {@code [tokens]}
 * @param ends index after each token's last UTF-16 code unit, {@code [tokens]}
 * @param probabilities calibrated probability that the token was replaced, {@code [tokens]}
 * @param threshold a token is flagged if its probability is at least this
 */
public record ReplacedTokens(String[] tokens, int[] starts, int[] ends, float[] probabilities, float threshold)
        implements TaskResult {
    @Override
    public ReplacedTokens copy() {
        return new ReplacedTokens(tokens.clone(), starts.clone(), ends.clone(), probabilities.clone(), threshold);
    }

    @Override
    public long bytes() {
        // The tokens' names are the vocabulary's; only the references are the result's own.
        return (long) tokens.length * (Long.BYTES + 2 * Integer.BYTES + Float.BYTES);
    }
}
