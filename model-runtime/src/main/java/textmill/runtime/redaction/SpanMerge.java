package textmill.runtime.redaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One list of stretches that do not overlap. Those that overlap become one that covers them all, so that nothing that
 * anybody found stays in sight. Its label is that of a rule if one is among them (its check digits are better evidence than
 * a model's opinion), of several that of the longest, of equals that of the surer one, of equals the first's.
 */
final class SpanMerge {
    private static final Comparator<Span> WEIGHT =
            Comparator.comparing(Span::byRule).thenComparing(Span::length).thenComparing(Span::score);

    private SpanMerge() {}

    static List<Span> merge(List<Span> spans) {
        List<Span> sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparingInt(Span::start));
        List<Span> merged = new ArrayList<>();
        int i = 0;
        while (i < sorted.size()) {
            Span heaviest = sorted.get(i);
            int start = heaviest.start();
            int end = heaviest.end();
            i++;
            while (i < sorted.size() && sorted.get(i).start() < end) {
                Span next = sorted.get(i++);
                end = Math.max(end, next.end());
                heaviest = WEIGHT.compare(next, heaviest) > 0 ? next : heaviest;
            }
            merged.add(new Span(heaviest.label(), start, end, heaviest.score(), heaviest.byRule()));
        }
        return merged;
    }
}
