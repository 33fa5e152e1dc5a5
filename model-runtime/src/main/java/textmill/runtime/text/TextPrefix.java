package textmill.runtime.text;

/** The beginning of a text, without half a character at its end. */
public final class TextPrefix {
    private TextPrefix() {}

    /**
     * Where to cut.
     *
     * @param longest UTF-16 code units to keep at most
     * @return {@code longest}, one less if that would part a surrogate pair, or the text's length
     */
    public static int end(String text, int longest) {
        if (longest >= text.length()) {
            return text.length();
        }
        boolean splitsPair = longest > 0
                && Character.isHighSurrogate(text.charAt(longest - 1))
                && Character.isLowSurrogate(text.charAt(longest));
        return splitsPair ? longest - 1 : longest;
    }

    /** The text itself, or its first {@code longest} UTF-16 code units. */
    public static String of(String text, int longest) {
        return longest >= text.length() ? text : text.substring(0, end(text, longest));
    }
}
