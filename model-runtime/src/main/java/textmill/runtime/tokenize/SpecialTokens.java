package textmill.runtime.tokenize;

/**
 * How many special tokens a tokenizer puts around every text.
 *
 * @param before them, for example 1 for {@code [CLS]}
 * @param after them, for example 1 for {@code [SEP]}
 */
record SpecialTokens(int before, int after) {
    private static final String ANY = "a";

    /** What it does with a text that needs no normalising. */
    static SpecialTokens of(NativeTokenizer tokenizer) {
        long[] special = tokenizer.specialTokens(ANY);
        int before = 0;
        while (before < special.length && special[before] == 1) {
            before++;
        }
        int after = 0;
        while (after < special.length - before && special[special.length - 1 - after] == 1) {
            after++;
        }
        return new SpecialTokens(before, after);
    }

    /**
     * The segments of the tokens of one text.
     *
     * @param one whether the model is told of one segment only
     */
    TokenTypes types(NativeTokenizer tokenizer, boolean one) {
        long[] segments = tokenizer.tokenTypes(ANY);
        return TokenTypes.of(one ? new long[segments.length] : segments, before, after);
    }
}
