package textmill.cli.demo;

import java.util.Comparator;
import java.util.List;
import textmill.cli.console.Columns;
import textmill.cli.console.Style;

/** Cuts a text to one line of exactly so many columns, such that its worst span stays in view and spans stand out. */
final class TextCut {
    /** What is shown before a span that lies beyond the end of the line. */
    private static final int LEAD = 20;

    private static final int MARKED = 3;

    private final Style style;
    private final int columns;

    TextCut(Style style, int columns) {
        this.style = style;
        this.columns = columns;
    }

    /**
     * One line, padded with spaces.
     *
     * @param text the original, which the spans' offsets belong to
     * @param worstFirst the spans, worst first
     */
    String cut(String text, List<Highlight> worstFirst) {
        // Brackets take columns, colours do not.
        List<Highlight> spans =
                style.alarmColumns() == 0 ? worstFirst : worstFirst.subList(0, Math.min(MARKED, worstFirst.size()));
        String printable = Columns.printable(text);
        int room = columns - style.alarmColumns() * spans.size();
        int from = spans.isEmpty() ? 0 : start(printable, spans.get(0), room);
        String head = from > 0 ? "…" : "";
        int to = Columns.fit(printable, from, room - head.length());
        String tail = "";
        if (to < printable.length()) {
            tail = "…";
            to = Columns.fit(printable, from, room - head.length() - 1);
        }
        Emphasis line = new Emphasis(printable, from, to);
        String body = line.render(spans);
        int used = head.length()
                + Columns.of(printable.substring(from, to))
                + tail.length()
                + style.alarmColumns() * line.marked;
        return head + body + tail + " ".repeat(Math.max(0, columns - used));
    }

    /** Where to start so that the span's end is in view: at 0 whenever possible, never inside a surrogate pair. */
    private static int start(String text, Highlight span, int room) {
        int end = Math.min(span.end(), text.length());
        if (Columns.fit(text, 0, room - 1) >= end) {
            return 0;
        }
        int from = Math.max(0, Math.min(span.start(), text.length()) - LEAD);
        boolean inPair = from > 0 && from < text.length() && Character.isLowSurrogate(text.charAt(from));
        return inPair ? from - 1 : from;
    }

    /** Writes a stretch of text with its spans marked. */
    private final class Emphasis {
        private final String text;
        private final int from;
        private final int to;
        private int marked;

        Emphasis(String text, int from, int to) {
            this.text = text;
            this.from = from;
            this.to = to;
        }

        String render(List<Highlight> spans) {
            StringBuilder line = new StringBuilder();
            int position = from;
            for (Highlight span : spans.stream()
                    .sorted(Comparator.comparing(Highlight::start))
                    .toList()) {
                int start = Math.max(span.start(), position);
                int end = Math.min(span.end(), to);
                if (start < end) {
                    line.append(text, position, start).append(style.alarm(text.substring(start, end)));
                    position = end;
                    marked++;
                }
            }
            return line.append(text, position, to).toString();
        }
    }
}
