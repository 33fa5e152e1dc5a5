package textmill.runtime.redaction;

import java.util.List;

/** Finds one kind of personal data. Takes time in proportion to the length of the text, whatever stands in it. */
interface Finder {
    void find(PlainText text, List<Span> found);
}
