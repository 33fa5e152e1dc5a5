package textmill.runtime.task.fillmask;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.task.PlannedRow;
import textmill.runtime.task.RowPlan;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.Tokens;

/**
 * A text with masks is one row. Of another one each token is hidden in a row of its own (Salazar et al., Masked Language Model
 * Scoring, ACL 2020): all of them, or as many, spread evenly over the text, as the cost allows.
 *
 * @param mask id of the mask token
 * @param special ids of tokens that are no part of what is scored, in ascending order
 * @param cost most tokens of all rows of a text together, but one row in any case
 */
record MaskRows(int mask, List<Integer> special, int cost) implements RowPlan {
    /** A row holds no tokens of its own. */
    private static final int ROW_BYTES = 200;

    /** Copies the list. */
    MaskRows {
        special = List.copyOf(special);
    }

    @Override
    public List<PlannedRow> rows(TextInput input, Source source) {
        Tokens tokens = source.tokenizer().tokenize(input, source.offsets()).cut(source.maxTokens());
        int[] scored = new int[tokens.length()];
        int count = 0;
        for (int i = 0; i < scored.length; i++) {
            if (tokens.id(i) == mask) {
                return List.of(new PlannedRow(tokens, 0, input.text().length()));
            }
            if (tokens.side(i) == 0 && !special.contains(tokens.id(i))) {
                scored[count++] = i;
            }
        }
        int hidden = Math.min(count, Math.max(1, cost / Math.max(1, tokens.length())));
        List<PlannedRow> rows = new ArrayList<>(hidden);
        for (int i = 0; i < hidden; i++) {
            int token = scored[(int) ((2L * i + 1) * count / (2L * hidden))];
            rows.add(new PlannedRow(tokens.masked(token, mask), tokens.start(token), tokens.end(token)));
        }
        return rows;
    }

    /** The product of rows and tokens is bounded, so the rows are most where both are equal. */
    @Override
    public long bytes(TextInput input) {
        return ROW_BYTES * Math.min(1 + input.text().length(), 1 + (long) Math.sqrt(cost));
    }
}
