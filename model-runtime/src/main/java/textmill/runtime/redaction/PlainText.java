package textmill.runtime.redaction;

import java.util.Arrays;

/**
 * A text as the rules see it, so that they need not know how many ways there are to write a digit or a hyphen: digits of all
 * scripts as {@code 0} to {@code 9}, full-width forms of ASCII as ASCII, all blanks as a blank, all dashes as a hyphen, and
 * what has no width left out. Remembers where everything stood.
 */
final class PlainText {
    private static final char FULL_WIDTH_FIRST = '\uFF01';
    private static final char FULL_WIDTH_LAST = '\uFF5E';
    private static final int FULL_WIDTH_TO_ASCII = 0xFEE0;
    private static final char LAST_ASCII = '\u007F';
    private static final char NOTHING = 0;

    /** One char for each code point that is seen. */
    private final char[] chars;
    /** Where each began in the original, and where the last one ended. Empty if all is ASCII: then indices are the same. */
    private final int[] starts;

    private final int[] ends;
    private final int length;

    private PlainText(char[] chars, int[] starts, int[] ends, int length) {
        this.chars = chars;
        this.starts = starts;
        this.ends = ends;
        this.length = length;
    }

    static PlainText of(String text) {
        int firstOther = firstBeyondAscii(text);
        if (firstOther == text.length()) {
            return new PlainText(text.toCharArray(), new int[0], new int[0], text.length());
        }
        char[] chars = new char[text.length()];
        int[] starts = new int[text.length()];
        int[] ends = new int[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            char seen = seen(codePoint);
            if (seen != NOTHING) {
                chars[length] = seen;
                starts[length] = i;
                ends[length] = next;
                length++;
            }
            i = next;
        }
        return new PlainText(chars, Arrays.copyOf(starts, length), Arrays.copyOf(ends, length), length);
    }

    private static int firstBeyondAscii(String text) {
        int i = 0;
        while (i < text.length() && text.charAt(i) <= LAST_ASCII && text.charAt(i) != NOTHING) {
            i++;
        }
        return i;
    }

    private static char seen(int codePoint) {
        if (codePoint <= LAST_ASCII) {
            return (char) codePoint;
        }
        if (codePoint >= FULL_WIDTH_FIRST && codePoint <= FULL_WIDTH_LAST) {
            return (char) (codePoint - FULL_WIDTH_TO_ASCII);
        }
        int digit = Character.digit(codePoint, 10);
        if (digit >= 0) {
            return (char) ('0' + digit);
        }
        return switch (Character.getType(codePoint)) {
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            case Character.DASH_PUNCTUATION -> '-';
            // Zero-width joiners, soft hyphens, variation selectors, marks of direction.
            case Character.FORMAT, Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> NOTHING;
            default -> other(codePoint);
        };
    }

    private static char other(int codePoint) {
        if (codePoint == '\u2212') {
            return '-'; // the minus sign is mathematics, not punctuation
        }
        if (codePoint == '\u3002' || codePoint == '\uFF61') {
            return '.'; // the full stop of East Asia also parts the labels of a domain
        }
        if (Character.isLetter(codePoint)) {
            return Character.isBmpCodePoint(codePoint) ? (char) codePoint : '\u3042'; // any letter that is not Latin
        }
        return Character.isBmpCodePoint(codePoint) ? (char) codePoint : '\uFFFD';
    }

    int length() {
        return length;
    }

    /** The char at an index; a line break before the beginning and after the end. */
    char at(int index) {
        return index < 0 || index >= length ? '\n' : chars[index];
    }

    boolean isDigit(int index) {
        char c = at(index);
        return c >= '0' && c <= '9';
    }

    boolean isLetter(int index) {
        return Character.isLetter(at(index));
    }

    boolean isLetterOrDigit(int index) {
        return isDigit(index) || isLetter(index);
    }

    /** An ASCII letter in upper case, or 0. */
    char latin(int index) {
        char c = at(index);
        if (c >= 'a' && c <= 'z') {
            return (char) (c - 'a' + 'A');
        }
        return c >= 'A' && c <= 'Z' ? c : NOTHING;
    }

    /** A blank on the same line, or a hyphen: what stands between groups of digits. */
    boolean isBlankOrHyphen(int index) {
        char c = at(index);
        return c == ' ' || c == '\t' || c == '-';
    }

    String string(int from, int to) {
        return new String(chars, from, to - from);
    }

    /** The stretch of the original for indices of this. */
    Span span(String label, int from, int to) {
        return starts.length == 0 ? Span.ofRule(label, from, to) : Span.ofRule(label, starts[from], ends[to - 1]);
    }
}
