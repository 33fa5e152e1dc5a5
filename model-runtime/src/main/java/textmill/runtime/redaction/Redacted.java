package textmill.runtime.redaction;

import java.util.List;

/**
 * A text without its personal data.
 *
 * @param text what may be shown
 * @param spans what was taken out, by places in the original text, in its order; they do not overlap
 */
public record Redacted(String text, List<Span> spans) {
    /** Copies the list. */
    public Redacted {
        spans = List.copyOf(spans);
    }
}
