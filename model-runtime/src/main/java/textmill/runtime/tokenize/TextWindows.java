package textmill.runtime.tokenize;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import textmill.runtime.text.TextInput;

/**
 * Cuts a long text into windows, each of which is tokenised as a text of its own: so a window alone gives what it gives in
 * its text. Windows begin and end where words do, if there are any, and together have every character; each begins so many
 * tokens before the end of the one before it.
 *
 * <p>Works along the text without tokenising it as a whole: time grows with its length, whatever that is. One object for
 * one text, for one thread.
 */
public final class TextWindows {
    /** About as many as a token of running text has, and some more: one look suffices as a rule. */
    private static final int CHARS_PER_TOKEN = 7;

    private static final int GROWTH = 4;

    private final TextTokenizer tokenizer;
    private final Size size;
    private final TextInput input;
    private final String text;
    private final boolean offsets;

    /**
     * What windows are like.
     *
     * @param tokens most tokens of a window, special ones and prompt included
     * @param stride most tokens that two neighbours share
     * @param sentences windows end with a sentence, where one ends in their second half
     */
    public record Size(int tokens, int stride, boolean sentences) {}

    /**
     * A window.
     *
     * @param tokens its tokens, with offsets in the whole text if they are wanted
     * @param start index of its first UTF-16 code unit in the text
     * @param end index after its last
     */
    public record Window(Tokens tokens, int start, int end) {}

    /** What there is to cut. */
    public TextWindows(TextTokenizer tokenizer, Size size, TextInput input, boolean offsets) {
        this.tokenizer = tokenizer.cuttingEnds();
        this.size = size;
        this.input = input;
        this.text = input.text();
        this.offsets = offsets;
    }

    /** The windows, in their order; one at least. */
    public List<Window> cut() {
        List<Window> windows = new ArrayList<>();
        int start = 0;
        int covered = -1;
        while (covered < text.length()) {
            Window window = window(start);
            if (window.end <= covered) {
                // Nothing new fits behind what would be shared: share nothing.
                window = window(covered);
            }
            covered = window.end;
            start = following(window);
            windows.add(offsets ? new Window(window.tokens.movedBy(window.start), window.start, covered) : window);
        }
        return windows;
    }

    /** The window that begins there; its offsets are its own. */
    private Window window(int start) {
        int end = end(start);
        Tokens tokens = tokenized(start, end);
        while (tokens.flags().truncated() && end > next(start)) {
            end = Math.max(next(start), boundary(tokens, start, end - 1));
            tokens = tokenized(start, end);
        }
        return new Window(tokens, start, end);
    }

    /** Where a window ends that begins there. */
    private int end(int start) {
        int chars = size.tokens * CHARS_PER_TOKEN;
        while (true) {
            int seen = (int) Math.min(text.length(), (long) start + chars);
            if (splitsPair(seen)) {
                seen--;
            }
            Tokens tokens = tokenized(start, seen);
            if (tokens.flags().truncated()) {
                return Math.max(next(start), boundary(tokens, start, seen));
            }
            if (seen == text.length()) {
                return seen;
            }
            if (chars >= TextTokenizer.MAX_CHARS) {
                return seen;
            }
            chars *= GROWTH;
        }
    }

    private Tokens tokenized(int start, int end) {
        return tokenizer
                .tokenize(input.withText(text.substring(start, end)), true)
                .cut(size.tokens);
    }

    /** Where to cut behind tokens that are the first of more: the last end of a sentence or word, not beyond a limit. */
    private int boundary(Tokens tokens, int start, int limit) {
        int last = lastPlaced(tokens);
        if (last < 0) {
            return limit;
        }
        int end = Math.min(limit, blanksBehind(start + tokens.end(last)));
        int half = start + (end - start) / 2;
        if (size.sentences) {
            int sentence = sentenceEnd(start, end);
            if (sentence > half) {
                return sentence;
            }
        }
        for (int at = end; at > half; at--) {
            if (isWordStart(at)) {
                return at;
            }
        }
        return splitsPair(end) ? end - 1 : end;
    }

    private int sentenceEnd(int start, int end) {
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        // With what follows, or the end of the piece would be taken for that of a sentence.
        int seen = Math.min(text.length(), end + size.tokens);
        sentences.setText(text.substring(start, seen));
        int at = sentences.preceding(Math.min(end - start + 1, seen - start));
        return at == BreakIterator.DONE ? start : start + at;
    }

    /** Where the next window begins: as many tokens before the end as they share, at the first word from there. */
    private int following(Window window) {
        if (size.stride == 0) {
            return window.end;
        }
        int earliest = Math.max(next(window.start), window.start + startOfShared(window));
        for (int at = earliest; at < window.end; at++) {
            if (isWordStart(at)) {
                return at;
            }
        }
        boolean words = hasBlank(window.start, window.end);
        return words || earliest > window.end || splitsPair(earliest) ? window.end : earliest;
    }

    /** Where the first of the last tokens begins, at a character of which no token before them has a part. */
    private int startOfShared(Window window) {
        Tokens tokens = window.tokens;
        for (int i = Math.max(tokens.firstReal(), tokens.endReal() - size.stride); i < tokens.endReal(); i++) {
            boolean begins = i == tokens.firstReal() || tokens.start(i) >= tokens.end(i - 1);
            if (begins && tokens.start(i) < tokens.end(i)) {
                return tokens.start(i);
            }
        }
        return window.end - window.start;
    }

    private boolean hasBlank(int start, int end) {
        for (int i = start; i < end; i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private int lastPlaced(Tokens tokens) {
        for (int i = tokens.endReal() - 1; i >= tokens.firstReal(); i--) {
            if (tokens.start(i) < tokens.end(i)) {
                return i;
            }
        }
        return -1;
    }

    private int blanksBehind(int at) {
        int end = at;
        while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private boolean isWordStart(int at) {
        return at > 0
                && at < text.length()
                && Character.isWhitespace(text.charAt(at - 1))
                && !Character.isWhitespace(text.charAt(at));
    }

    private boolean splitsPair(int at) {
        return at > 0
                && at < text.length()
                && Character.isHighSurrogate(text.charAt(at - 1))
                && Character.isLowSurrogate(text.charAt(at));
    }

    /** Behind the character at an index. */
    private int next(int at) {
        return at >= text.length() ? at : at + Character.charCount(text.codePointAt(at));
    }
}
