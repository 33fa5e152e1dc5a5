package textmill.cli.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import textmill.events.FlaggedSpan;
import textmill.events.ReplacedTokenScores;

/**
 * A suspicious stretch of a text, widened to whole words: tokens are pieces of words, and people read words.
 *
 * @param start index of its first UTF-16 code unit
 * @param end index after its last
 * @param score the largest probability within it
 */
record Highlight(int start, int end, float score) {

    /** The flagged spans of a text, worst first; what lies outside the text is left out. */
    static List<Highlight> worstFirst(String text, ReplacedTokenScores scores) {
        List<Highlight> spans = new ArrayList<>();
        for (FlaggedSpan flagged : scores.getFlaggedSpans()) {
            if (flagged.getStart() >= 0 && flagged.getStart() < flagged.getEnd() && flagged.getEnd() <= text.length()) {
                add(spans, widened(text, flagged));
            }
        }
        spans.sort(Comparator.comparing(Highlight::score).reversed());
        return spans;
    }

    /** Spans come in text order: only the last one can overlap. */
    private static void add(List<Highlight> spans, Highlight span) {
        int last = spans.size() - 1;
        if (last >= 0 && span.start < spans.get(last).end) {
            Highlight before = spans.remove(last);
            spans.add(new Highlight(before.start, Math.max(before.end, span.end), Math.max(before.score, span.score)));
        } else {
            spans.add(span);
        }
    }

    private static Highlight widened(String text, FlaggedSpan flagged) {
        int start = flagged.getStart();
        int end = flagged.getEnd();
        while (start > 0
                && Character.isLetterOrDigit(text.charAt(start))
                && Character.isLetterOrDigit(text.charAt(start - 1))) {
            start--;
        }
        while (end < text.length()
                && Character.isLetterOrDigit(text.charAt(end))
                && Character.isLetterOrDigit(text.charAt(end - 1))) {
            end++;
        }
        return new Highlight(start, end, flagged.getMaxScore());
    }

    String in(String text) {
        return text.substring(start, end);
    }
}
