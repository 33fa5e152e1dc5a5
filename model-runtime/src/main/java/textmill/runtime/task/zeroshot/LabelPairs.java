package textmill.runtime.task.zeroshot;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.task.PlannedRow;
import textmill.runtime.task.RowPlan;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;
import textmill.runtime.tokenize.Truncation;

/**
 * A row for each label: the text, and the hypothesis that it is about the label. Only the text is cut.
 *
 * @param hypotheses in the order of the labels
 * @param maxTokens most tokens of a row
 */
record LabelPairs(List<String> hypotheses, int maxTokens) implements RowPlan {
    /** An id, a segment and a side. */
    private static final int TOKEN_BYTES = 9;

    /** Copies the list. */
    LabelPairs {
        hypotheses = List.copyOf(hypotheses);
    }

    @Override
    public List<PlannedRow> rows(TextInput input, Source source) {
        String text = source.tokenizer().decisive(input.text());
        List<PlannedRow> rows = new ArrayList<>(hypotheses.size());
        for (String hypothesis : hypotheses) {
            Tokens tokens = source.tokenizer().tokenize(text, hypothesis, Truncation.ONLY_FIRST, source.offsets());
            rows.add(new PlannedRow(
                    tokens.cut(source.maxTokens()), 0, input.text().length()));
        }
        return rows;
    }

    /** No more than the longest hypothesis by itself, with its special tokens. */
    @Override
    public int reserved(TextTokenizer tokenizer) {
        return hypotheses.stream()
                .mapToInt(hypothesis -> tokenizer.tokenize(hypothesis, false).length())
                .max()
                .orElse(0);
    }

    @Override
    public long bytes(TextInput input) {
        long bytes = 0;
        for (String hypothesis : hypotheses) {
            bytes += TOKEN_BYTES * Math.min(maxTokens, input.characters() + hypothesis.length());
        }
        return bytes;
    }
}
