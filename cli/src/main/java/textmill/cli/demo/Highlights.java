package textmill.cli.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import textmill.cli.console.Columns;
import textmill.cli.console.Style;
import textmill.cli.demo.NearestTexts.Neighbour;
import textmill.events.ReplacedTokenScores;

/** Keeps the few most remarkable texts of a run, to be shown at its end. Not thread-safe. */
final class Highlights {
    private static final int KEPT = 5;
    /** Below this two texts only share a subject, if that. */
    private static final double NEAR = 0.5;

    private final List<Suspicious> suspicious = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();

    private record Suspicious(String text, float score, List<Highlight> spans) {}

    private record Pair(String text, Neighbour neighbour) {}

    /** Takes a text whose tokens were scored. */
    void scored(String text, ReplacedTokenScores scores) {
        List<Highlight> spans = Highlight.worstFirst(text, scores);
        if (!spans.isEmpty()) {
            suspicious.add(new Suspicious(text, spans.get(0).score(), spans));
            keep(suspicious, Comparator.comparing(Suspicious::score));
        }
    }

    /** Takes a text and the nearest that came before it. */
    void paired(String text, Neighbour neighbour) {
        if (neighbour.cosine() >= NEAR && !text.equals(neighbour.text())) {
            pairs.add(new Pair(text, neighbour));
            keep(pairs, Comparator.comparing(pair -> pair.neighbour().cosine()));
        }
    }

    private static <T> void keep(List<T> items, Comparator<T> order) {
        items.sort(order.reversed());
        if (items.size() > KEPT) {
            items.remove(KEPT);
        }
    }

    /** The lines to show; none if nothing was remarkable. */
    List<String> lines(Style style, int width) {
        List<String> lines = new ArrayList<>();
        if (!suspicious.isEmpty()) {
            lines.add(style.bold("Most suspicious texts"));
            TextCut cut = new TextCut(style, width - 8);
            for (Suspicious item : suspicious) {
                lines.add(String.format(Locale.ROOT, "  %.2f  ", item.score)
                        + cut.cut(item.text, item.spans).stripTrailing());
            }
        }
        if (!pairs.isEmpty()) {
            lines.add(style.bold("Nearest pairs"));
            for (Pair pair : pairs) {
                lines.add(String.format(Locale.ROOT, "  %.2f  ", pair.neighbour.cosine())
                        + Columns.cut(Columns.printable(pair.text), width - 8));
                lines.add("        " + style.dim(Columns.cut(Columns.printable(pair.neighbour.text()), width - 8)));
            }
        }
        return lines;
    }
}
