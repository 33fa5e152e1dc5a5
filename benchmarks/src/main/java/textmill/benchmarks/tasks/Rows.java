package textmill.benchmarks.tasks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.text.TextInput;

/**
 * What both sides compute, and the rows that a bare loop makes of it.
 *
 * @param inputs as the engine takes them
 * @param hypotheses second texts to run every text with, as zero-shot classification does; empty for other tasks
 */
record Rows(List<TextInput> inputs, List<String> hypotheses) {
    /**
     * A row of a graph.
     *
     * @param text first text
     * @param pair second text, or null
     */
    record Row(String text, @Nullable String pair) {}

    /** Texts by themselves. */
    static Rows of(List<String> texts, List<String> hypotheses) {
        return new Rows(texts.stream().map(TextInput::of).toList(), hypotheses);
    }

    /** Every text with the one after it. */
    static Rows ofPairs(List<String> texts) {
        List<TextInput> inputs = new ArrayList<>();
        for (int at = 0; at < texts.size(); at++) {
            inputs.add(TextInput.pair(texts.get(at), texts.get((at + 1) % texts.size())));
        }
        return new Rows(inputs, List.of());
    }

    /** One row for each text, or one for each of its hypotheses. */
    List<Row> flat() {
        List<Row> rows = new ArrayList<>();
        for (TextInput input : inputs) {
            if (hypotheses.isEmpty()) {
                rows.add(new Row(input.text(), input.pair()));
            }
            hypotheses.forEach(hypothesis -> rows.add(new Row(input.text(), hypothesis)));
        }
        return rows;
    }
}
