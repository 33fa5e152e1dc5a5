package textmill.cli.console;

/** Counts and cuts text by the columns that it takes in a terminal, not by its characters. */
public final class Columns {
    private Columns() {}

    /** Columns of one code point: 0 for combining marks, 2 for East Asian wide characters and emoji, else 1. */
    public static int of(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(codePoint) ? 2 : 1;
        };
    }

    /** Columns of a text without control characters. */
    public static int of(CharSequence text) {
        return text.codePoints().map(Columns::of).sum();
    }

    /**
     * The text with every control character (line ends, escapes) replaced by a space: same length, so offsets still
     * fit, and no text can command the terminal.
     */
    public static String printable(String text) {
        StringBuilder safe = new StringBuilder(text);
        for (int i = 0; i < safe.length(); i++) {
            char c = safe.charAt(i);
            int type = Character.getType(c);
            if (Character.isISOControl(c)
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || isDirectionControl(c)) {
                safe.setCharAt(i, ' ');
            }
        }
        return safe.toString();
    }

    /** Index of the first UTF-16 unit, from {@code start} on, that no longer fits into that many columns. */
    public static int fit(String text, int start, int columns) {
        int used = 0;
        int i = start;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            used += of(codePoint);
            if (used > columns) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return i;
    }

    /** The text cut to that many columns, with an ellipsis if something was cut. */
    public static String cut(String text, int columns) {
        int end = fit(text, 0, columns);
        return end == text.length() ? text : text.substring(0, fit(text, 0, columns - 1)) + "…";
    }

    private static boolean isDirectionControl(char c) {
        return (c >= '\u202a' && c <= '\u202e') || (c >= '\u2066' && c <= '\u2069');
    }

    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0x1f300 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd);
    }
}
