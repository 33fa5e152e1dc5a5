package textmill.runtime.tokenize;

/**
 * A string that is valid UTF-16: what native code may be given. Each unpaired surrogate becomes one U+FFFD, so indices
 * into it are indices into the original.
 *
 * @param text valid UTF-16, as long as the original
 * @param substituted something was replaced
 */
record WellFormedText(String text, boolean substituted) {
    private static final char REPLACEMENT = '\uFFFD';

    static WellFormedText of(String original) {
        int at = firstUnpaired(original, 0);
        if (at < 0) {
            return new WellFormedText(original, false);
        }
        char[] chars = original.toCharArray();
        while (at >= 0) {
            chars[at] = REPLACEMENT;
            at = firstUnpaired(original, at + 1);
        }
        return new WellFormedText(new String(chars), true);
    }

    private static int firstUnpaired(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
