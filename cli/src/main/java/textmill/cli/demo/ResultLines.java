package textmill.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import textmill.cli.console.Columns;
import textmill.cli.console.Style;
import textmill.cli.demo.NearestTexts.Neighbour;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;

/** Lays out one text and its results in lines of a fixed width. */
final class ResultLines {
    /** Fits the longest label of the bundled classifier, {@code restaurant_reservation}. */
    private static final int LABEL = 22;

    private static final int NUMBER = 5;
    private static final int SPANS_LISTED = 3;
    private static final float OUT_OF_SCOPE = 0.5f;
    private static final String INDENT = " ".repeat(NUMBER + 4);

    private final Style style;
    private final int width;
    private final int textWidth;

    ResultLines(Style style, int width) {
        this.style = style;
        this.width = width;
        this.textWidth = width - NUMBER - 2 - 2 - LABEL - " 0.00".length();
    }

    /** What the lines mean, to be printed once above them. */
    List<String> legend() {
        return List.of(
                style.bold(pad("    #  text", NUMBER + 2 + textWidth) + "  " + pad("intent", LABEL) + "    p"),
                style.dim(INDENT + "? " + style.alarm("words") + style.dim(" that do not fit, with probability")
                        + style.dim("     ~ cosine and nearest earlier text")));
    }

    /** The lines of one text. */
    List<String> of(long number, Joined result, Optional<Neighbour> nearest) {
        ReplacedTokenScores tokens = result.result(ReplacedTokenScores.class);
        List<Highlight> spans = tokens == null ? List.of() : Highlight.worstFirst(result.text(), tokens);
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%" + NUMBER + "d  ", number)
                + new TextCut(style, textWidth).cut(result.text(), spans)
                + "  " + intent(result));
        if (result.deadLetter() != null) {
            lines.add(INDENT + style.alarm("! " + Columns.cut(Columns.printable(result.deadLetter()), width - 12)));
        }
        if (!spans.isEmpty()) {
            lines.add(INDENT + "? " + listed(result.text(), spans));
        }
        nearest.ifPresent(neighbour -> lines.add(style.dim(INDENT
                + String.format(Locale.ROOT, "~ %.2f  ", neighbour.cosine())
                + Columns.cut(Columns.printable(neighbour.text()), width - INDENT.length() - 8))));
        return lines;
    }

    private String intent(Joined result) {
        TextClassification classification = result.result(TextClassification.class);
        if (classification == null) {
            return "";
        }
        if (classification.getEmpty()) {
            return style.dim("(empty text)");
        }
        Float outOfScope = classification.getOutOfScope();
        if (outOfScope != null && outOfScope >= OUT_OF_SCOPE) {
            return style.dim(scored("(out of scope)", outOfScope));
        }
        return style.label(scored(classification.getLabel(), classification.getScore()));
    }

    private static String scored(String label, float score) {
        return pad(Columns.cut(Columns.printable(label), LABEL), LABEL) + String.format(Locale.ROOT, " %.2f", score);
    }

    private String listed(String text, List<Highlight> spans) {
        List<String> words = new ArrayList<>();
        for (Highlight span : spans.subList(0, Math.min(SPANS_LISTED, spans.size()))) {
            String word = Columns.cut(Columns.printable(span.in(text)), 24);
            words.add(style.alarm(word) + String.format(Locale.ROOT, " %.2f", span.score()));
        }
        int more = spans.size() - words.size();
        return String.join(", ", words) + (more > 0 ? ", " + more + " more" : "");
    }

    private static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - Columns.of(text)));
    }
}
