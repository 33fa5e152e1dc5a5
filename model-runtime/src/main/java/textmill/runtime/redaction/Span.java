package textmill.runtime.redaction;

/**
 * A stretch of a text that names somebody.
 *
 * @param label what it is, for example {@code PERSON}
 * @param start index of its first UTF-16 code unit
 * @param end index after its last UTF-16 code unit
 * @param score how sure a model is, 0 to 1; rules are always sure
 * @param byRule whether a rule found it
 */
public record Span(String label, int start, int end, float score, boolean byRule) {
    /** Checks that there is something between start and end. */
    public Span {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("no stretch of a text: " + start + " to " + end);
        }
    }

    /** What a model found. */
    public static Span ofModel(String label, int start, int end, float score) {
        return new Span(label, start, end, score, false);
    }

    static Span ofRule(String label, int start, int end) {
        return new Span(label, start, end, 1, true);
    }

    int length() {
        return end - start;
    }
}
