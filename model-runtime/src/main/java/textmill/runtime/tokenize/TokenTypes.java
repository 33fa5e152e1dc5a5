package textmill.runtime.tokenize;

import java.util.Arrays;

/**
 * The segments of a single text's tokens, which are the same for every text: those of the special tokens, and that of all
 * others. BERT has 0 everywhere, XLNet and Funnel a segment of its own for {@code [CLS]}.
 */
final class TokenTypes {
    private final int[] before;
    private final int text;
    private final int[] after;

    private TokenTypes(int[] before, int text, int[] after) {
        this.before = before;
        this.text = text;
        this.after = after;
    }

    /**
     * From one text's.
     *
     * @param types of its tokens, of which at least one is not special
     * @param before special tokens before the text
     * @param after special tokens behind it
     */
    static TokenTypes of(long[] types, int before, int after) {
        int[] all = Arrays.stream(types).mapToInt(type -> (int) type).toArray();
        int end = all.length - after;
        return new TokenTypes(
                Arrays.copyOf(all, before), before < end ? all[before] : 0, Arrays.copyOfRange(all, end, all.length));
    }

    /** One more special token before the text, of its segment. */
    TokenTypes marked() {
        int[] more = Arrays.copyOf(before, before.length + 1);
        more[before.length] = text;
        return new TokenTypes(more, text, after);
    }

    /** More special tokens behind the text, of segment 0. */
    TokenTypes followed(int tokens) {
        return new TokenTypes(before, text, Arrays.copyOf(after, after.length + tokens));
    }

    /** Writes those of a text of so many tokens to a place in an array. */
    void copy(int[] target, int from, int length) {
        System.arraycopy(before, 0, target, from, before.length);
        Arrays.fill(target, from + before.length, from + length - after.length, text);
        System.arraycopy(after, 0, target, from + length - after.length, after.length);
    }
}
