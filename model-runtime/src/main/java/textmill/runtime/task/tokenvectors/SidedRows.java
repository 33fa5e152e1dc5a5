package textmill.runtime.task.tokenvectors;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import textmill.runtime.model.SearchSide;
import textmill.runtime.task.PlannedRow;
import textmill.runtime.task.RowPlan;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/**
 * A text is one row, as the model reads documents or queries: with a token before it that says which it is, cut to that side's
 * length, and a query with more tokens behind it. Which side a text is on is said by the name of its prompt.
 *
 * @param document how documents are read
 * @param query how queries are read
 * @param usuallyQueries whether a text without the name of a prompt is a query
 * @param prompts names of prompts that the model has
 */
record SidedRows(Side document, Side query, boolean usuallyQueries, Set<String> prompts) implements RowPlan {
    private static final int TOKEN_BYTES = 12;

    /** Copies the set, in an order that every process has: how this plan writes itself is part of the fingerprint. */
    SidedRows {
        prompts = Collections.unmodifiableSortedSet(new TreeSet<>(prompts));
    }

    /**
     * How texts of one side are read.
     *
     * @param marker id of the token before them, or -1
     * @param most tokens of a text, special ones included, or -1 for as many as the model takes
     * @param filling what is added behind them, or null
     */
    record Side(int marker, int most, @Nullable Filling filling) {
        private int limit(int maxTokens) {
            return most < 0 ? maxTokens : Math.min(most, maxTokens);
        }
    }

    /**
     * Tokens behind short texts.
     *
     * @param token id of the token that is added
     * @param length of a text with them
     * @param attended whether other tokens see them
     */
    record Filling(int token, int length, boolean attended) {}

    @Override
    public List<PlannedRow> rows(TextInput input, Source source) {
        boolean asked = isQuery(input);
        Side side = asked ? query : document;
        int own = side.limit(source.maxTokens()) - (side.marker < 0 ? 0 : 1);
        Tokens tokens =
                source.tokenizer().tokenize(prompted(input), source.offsets()).cut(own);
        Tokens marked = side.marker < 0 ? tokens : tokens.marked(side.marker);
        return List.of(new PlannedRow(
                asked ? filled(marked, side.filling, source.maxTokens()) : marked,
                0,
                input.text().length()));
    }

    private boolean isQuery(TextInput input) {
        return input.prompt() == null ? usuallyQueries : input.prompt().equals(SearchSide.QUERY);
    }

    /** A side without a prompt of its own has none; what the model does not know is refused by the tokenizer. */
    private TextInput prompted(TextInput input) {
        String name = input.prompt();
        boolean sideAlone = name != null
                && !prompts.contains(name)
                && (name.equals(SearchSide.QUERY) || name.equals(SearchSide.DOCUMENT));
        return sideAlone ? new TextInput(input.text(), input.pair(), null) : input;
    }

    private static Tokens filled(Tokens tokens, @Nullable Filling filling, int maxTokens) {
        if (filling == null) {
            return tokens.asQuery(tokens.length(), 0, true);
        }
        int length = Math.min(filling.length, maxTokens);
        return tokens.asQuery(Math.max(tokens.length(), length), filling.token, filling.attended);
    }

    @Override
    public int reserved(TextTokenizer tokenizer) {
        int most = document.limit(tokenizer.maxTokens()) - (document.marker < 0 ? 0 : 1);
        return tokenizer.maxTokens() - most;
    }

    @Override
    public long bytes(TextInput input) {
        int most = Math.max(document.most, query.most);
        boolean bounded = document.most >= 0 && query.most >= 0;
        int filling = query.filling == null ? 0 : query.filling.length;
        return (long) TOKEN_BYTES
                * (bounded ? most : Math.max(filling, input.text().length()));
    }
}
