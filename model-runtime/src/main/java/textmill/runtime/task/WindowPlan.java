package textmill.runtime.task;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextWindows;
import textmill.runtime.tokenize.TokenizeException;

/**
 * A row for each window of a long text.
 *
 * @param size of the windows
 */
record WindowPlan(TextWindows.Size size) implements RowPlan {
    /** Fewer characters than a token has in any script but few. */
    private static final int CHARS_PER_TOKEN = 2;

    /** An id and where the token begins and ends. */
    private static final int TOKEN_BYTES = 12;

    @Override
    public List<PlannedRow> rows(TextInput input, Source source) {
        if (input.pair() != null) {
            throw new TokenizeException("a text is read in windows by itself, and there is a second one");
        }
        List<PlannedRow> rows = new ArrayList<>();
        for (TextWindows.Window window : new TextWindows(source.tokenizer(), size, input, source.offsets()).cut()) {
            rows.add(new PlannedRow(window.tokens(), window.start(), window.end()));
        }
        return rows;
    }

    /** What windows share is there twice. */
    @Override
    public long bytes(TextInput input) {
        long tokens = input.text().length() / CHARS_PER_TOKEN;
        return TOKEN_BYTES * tokens * size.tokens() / Math.max(1, size.tokens() - size.stride());
    }
}
