package textmill.runtime.task.replacedtokens;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.Windowed;

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
    /** Those of a text of those of its windows: of what two of them share, each has the half that is farther from its edge. */
    static ReplacedTokens merged(List<Windowed.Part> windows, float threshold) {
        List<String> tokens = new ArrayList<>();
        IntStream.Builder starts = IntStream.builder();
        IntStream.Builder ends = IntStream.builder();
        List<Float> probabilities = new ArrayList<>();
        for (int w = 0; w < windows.size(); w++) {
            ReplacedTokens window = (ReplacedTokens) windows.get(w).result();
            int from = Windowed.middle(windows, w - 1);
            int to = Windowed.middle(windows, w);
            for (int i = 0; i < window.tokens.length; i++) {
                if (window.starts[i] >= from && window.starts[i] < to) {
                    tokens.add(window.tokens[i]);
                    starts.add(window.starts[i]);
                    ends.add(window.ends[i]);
                    probabilities.add(window.probabilities[i]);
                }
            }
        }
        float[] all = new float[probabilities.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = probabilities.get(i);
        }
        return new ReplacedTokens(
                tokens.toArray(String[]::new),
                starts.build().toArray(),
                ends.build().toArray(),
                all,
                threshold);
    }

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
