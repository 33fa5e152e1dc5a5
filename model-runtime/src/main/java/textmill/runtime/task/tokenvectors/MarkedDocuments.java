package textmill.runtime.task.tokenvectors;

import java.util.List;
import textmill.runtime.task.PlannedRow;
import textmill.runtime.task.RowPlan;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/**
 * A text is one row, with a token before it that says that it is a document.
 *
 * @param marker id of that token
 * @param most tokens of a document, or -1 for as many as the model takes
 */
record MarkedDocuments(int marker, int most) implements RowPlan {
    private static final int TOKEN_BYTES = 12;

    @Override
    public List<PlannedRow> rows(TextInput input, Source source) {
        int limit = most < 0 ? source.maxTokens() : Math.min(most, source.maxTokens());
        Tokens tokens = source.tokenizer().tokenize(input, source.offsets()).cut(limit - 1);
        return List.of(new PlannedRow(tokens.marked(marker), 0, input.text().length()));
    }

    @Override
    public int reserved(TextTokenizer tokenizer) {
        return most < 0 ? 1 : Math.max(1, tokenizer.maxTokens() - most + 1);
    }

    @Override
    public long bytes(TextInput input) {
        return (long) TOKEN_BYTES * (most < 0 ? input.text().length() : most);
    }
}
