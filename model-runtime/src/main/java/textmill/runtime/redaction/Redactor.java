package textmill.runtime.redaction;

import java.util.ArrayList;
import java.util.List;

/** Takes personal data out of texts: what rules find, and what a model found. Safe to share. */
public final class Redactor {
    private final PersonalDataRules rules;
    private final Replacement replacement;

    /**
     * @param rules may be none
     * @param replacement what stands in the place of what is taken out
     */
    public Redactor(PersonalDataRules rules, Replacement replacement) {
        this.rules = rules;
        this.replacement = replacement;
    }

    /**
     * Redacts a text.
     *
     * @param text the whole text
     * @param byModel what a model found in it; each is widened to whole words, since a model may name a part of one
     * @throws IndexOutOfBoundsException if a stretch reaches beyond the text
     */
    public Redacted redact(String text, List<Span> byModel) {
        List<Span> found = new ArrayList<>(rules.find(text));
        for (Span span : byModel) {
            found.add(wholeWords(text, span));
        }
        List<Span> merged = SpanMerge.merge(found);
        if (merged.isEmpty()) {
            return new Redacted(text, merged);
        }
        StringBuilder redacted = new StringBuilder(text.length());
        int at = 0;
        for (Span span : merged) {
            redacted.append(text, at, span.start())
                    .append(replacement.of(span.label(), text.substring(span.start(), span.end())));
            at = span.end();
        }
        return new Redacted(redacted.append(text, at, text.length()).toString(), merged);
    }

    private static Span wholeWords(String text, Span span) {
        int start = span.start();
        int end = span.end();
        while (start > 0 && isWordPart(text.codePointBefore(start)) && isWordPart(text.codePointAt(start))) {
            start -= Character.charCount(text.codePointBefore(start));
        }
        while (end < text.length() && isWordPart(text.codePointAt(end)) && isWordPart(text.codePointBefore(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return new Span(span.label(), start, end, span.score(), span.byRule());
    }

    private static boolean isWordPart(int codePoint) {
        return Character.isLetterOrDigit(codePoint)
                || Character.getType(codePoint) == Character.NON_SPACING_MARK
                || Character.getType(codePoint) == Character.COMBINING_SPACING_MARK;
    }
}
