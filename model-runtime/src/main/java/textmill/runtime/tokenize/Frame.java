package textmill.runtime.tokenize;

import java.util.Arrays;

/**
 * What the tokenizer puts around every text.
 *
 * @param before special tokens before it, for example 1 for {@code [CLS]}
 * @param after special tokens behind it, for example 1 for {@code [SEP]}
 * @param prompt tokens from the first one to the end of the prompt, special ones included; 0 without a prompt
 * @param cutsStart a text that is too long loses its start and not its end
 * @param types segments of the tokens
 */
record Frame(int before, int after, int prompt, boolean cutsStart, TokenTypes types) {
    /** One more special token before the text. */
    Frame marked() {
        return new Frame(before + 1, after, prompt == 0 ? 0 : prompt + 1, cutsStart, types.marked());
    }

    /** More special tokens behind the text. */
    Frame followed(int tokens) {
        return new Frame(before, after + tokens, prompt, cutsStart, types.followed(tokens));
    }

    Frame withPrompt(int tokens) {
        return new Frame(before, after, tokens, cutsStart, types);
    }

    Frame cuttingEnds() {
        return new Frame(before, after, prompt, false, types);
    }

    /** So many of the values of a text's tokens as stay, those of the special tokens included. */
    int[] cut(int[] values, int length) {
        if (values.length <= length) {
            return values;
        }
        int[] kept = Arrays.copyOf(values, length);
        int gone = values.length - length;
        int from = cutsStart ? before : length - after;
        System.arraycopy(values, from + gone, kept, from, length - from);
        return kept;
    }
}
