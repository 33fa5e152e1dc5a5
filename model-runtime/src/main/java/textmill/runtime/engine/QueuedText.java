package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import textmill.runtime.tokenize.Tokens;

/**
 * Rows of the same tokens that wait for a device together: one of each model of a lane, in its order.
 *
 * @param rows of one text, each for another computation
 */
record QueuedText(Lane lane, List<QueuedRow> rows) {
    /** A row by itself. */
    static QueuedText of(QueuedRow row) {
        return new QueuedText(row.model().lane(), List.of(row));
    }

    /** Rows of one text, those together whose models share layers and take the same tokens of it. */
    static List<QueuedText> together(List<QueuedRow> rows) {
        if (rows.size() == 1) {
            return List.of(of(rows.get(0)));
        }
        Map<Together, List<QueuedRow>> joint = new LinkedHashMap<>();
        List<QueuedText> texts = new ArrayList<>();
        for (QueuedRow row : rows) {
            Object layers = row.model().sharedLayers();
            if (layers == null) {
                texts.add(of(row));
            } else {
                Together key = new Together(layers, row.tokens.length());
                joint.computeIfAbsent(key, first -> new ArrayList<>()).add(row);
            }
        }
        joint.values().forEach(group -> texts.add(ofGroup(group)));
        return texts;
    }

    private record Together(Object layers, int length) {}

    private static QueuedText ofGroup(List<QueuedRow> group) {
        if (group.size() == 1) {
            return of(group.get(0));
        }
        group.sort(Comparator.comparingInt(row -> row.model().index()));
        return new QueuedText(new Lane(group.stream().map(QueuedRow::model).toList()), List.copyOf(group));
    }

    Tokens tokens() {
        return rows.get(0).tokens;
    }

    /** When it began to wait. */
    long queuedNanos() {
        return rows.get(0).queuedNanos;
    }
}
