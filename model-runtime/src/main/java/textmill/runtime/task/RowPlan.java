package textmill.runtime.task;

import java.util.List;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.TokenizeException;

/**
 * How a text becomes rows of a model's batches: one as a rule, but a long text is read in windows, a text with labels of
 * one's own once for each of them. Every row is batched by itself, beside rows of any texts; when all of a text's rows are
 * read, {@link Head#combine} makes its result of theirs.
 *
 * <p>A record, whose text is part of the fingerprint; tasks of one model with equal plans share their rows. Thread-safe.
 */
public interface RowPlan {
    /** A text, with its pair if it has one, is one row, cut to the model's limit. */
    static RowPlan whole() {
        return WholeText.INSTANCE;
    }

    /**
     * The rows of a text; on a tokenising thread.
     *
     * @param input the text
     * @param source what to make them with
     * @return none if there is nothing to compute: then the result is what {@link Head#combine} makes of nothing
     * @throws TokenizeException if there are no rows for this text; its message repeats nothing of the text
     */
    List<PlannedRow> rows(TextInput input, Source source);

    /**
     * About how many bytes the rows of a text hold until they are read, beyond the text: counted with it against the bytes
     * that may be in flight, before anything is tokenised.
     */
    long bytes(TextInput input);

    /** How many tokens of a row, at most, are not the text's: so much shorter are the windows of a long text. */
    default int reserved(TextTokenizer tokenizer) {
        return 0;
    }

    /**
     * What rows are made with.
     *
     * @param tokenizer of the model; may give more tokens than the model takes
     * @param maxTokens most tokens that the model takes, special tokens included: no row has more
     * @param offsets rows must say where their tokens are in the text
     */
    record Source(TextTokenizer tokenizer, int maxTokens, boolean offsets) {}
}
