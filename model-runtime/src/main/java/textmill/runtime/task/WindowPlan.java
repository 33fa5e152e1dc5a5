package textmill.runtime.task;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextWindows;
import textmill.runtime.tokenize.TokenizeException;

/**
 * A row for each window of a long text, or those that the task makes of each.
 *
 * @param size of the windows
 * @param window how a window becomes rows
 */
record WindowPlan(TextWindows.Size size, RowPlan window) implements RowPlan {
    /** Fewer characters than a token has in any script but few. */
    private static final int CHARS_PER_TOKEN = 2;

    /** An id and where the token begins and ends. */
    private static final int TOKEN_BYTES = 12;

    @Override
    public List<PlannedRow> rows(TextInput input, Source source) {
        if (input.pair() != null) {
            throw new TokenizeException("a text is read in windows by itself, and there is a second one");
        }
        boolean whole = window.equals(RowPlan.whole());
        List<PlannedRow> rows = new ArrayList<>();
        TextWindows windows = new TextWindows(source.tokenizer(), fitting(source), input, source.offsets());
        for (TextWindows.Window cut : windows.cut()) {
            if (whole) {
                rows.add(new PlannedRow(cut.tokens(), cut.start(), cut.end()));
            } else {
                String text = input.text().substring(cut.start(), cut.end());
                for (PlannedRow row : window.rows(input.withText(text), source)) {
                    rows.add(new PlannedRow(row.tokens().movedBy(cut.start()), cut.start(), cut.end()));
                }
            }
        }
        return rows;
    }

    private TextWindows.Size fitting(Source source) {
        int room = source.maxTokens() - window.reserved(source.tokenizer());
        if (room < WindowOptions.SMALLEST) {
            throw new TokenizeException(
                    "what the task adds to a text leaves no room for a window in " + source.maxTokens() + " tokens");
        }
        int tokens = Math.min(size.tokens(), room);
        return new TextWindows.Size(tokens, Math.min(size.stride(), tokens / 2), size.sentences());
    }

    /** What windows share is there twice. */
    @Override
    public long bytes(TextInput input) {
        long tokens = input.text().length() / CHARS_PER_TOKEN;
        long own = TOKEN_BYTES * tokens * size.tokens() / Math.max(1, size.tokens() - size.stride());
        return own + window.bytes(input) * (1 + tokens / Math.max(1, size.tokens()));
    }
}
