package textmill.runtime.tokenize;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import textmill.runtime.text.TextFlags;

/**
 * The tokens of one text, special tokens included, cut to the model's limit. Never modified after construction, so it may
 * be shared between models and threads.
 */
public final class Tokens {
    private final int[] ids;
    private final int @Nullable [] starts;
    private final int @Nullable [] ends;
    private final Frame frame;
    private final TextFlags flags;

    /**
     * What the tokenizer puts around every text.
     *
     * @param before special tokens before it, for example 1 for {@code [CLS]}
     * @param after special tokens behind it, for example 1 for {@code [SEP]}
     * @param prompt tokens from the first one to the end of the prompt, special ones included; 0 without a prompt
     * @param cutsStart a text that is too long loses its start and not its end
     * @param types segments of the tokens
     */
    record Frame(int before, int after, int prompt, boolean cutsStart, TokenTypes types) {
        /** So many of the values of a text's tokens as stay, those of the special tokens included. */
        int[] cut(int[] values, int length) {
            if (values.length <= length) {
                return values;
            }
            int[] kept = Arrays.copyOf(values, length);
            int gone = values.length - length;
            int from = cutsStart ? before : length - after;
            System.arraycopy(values, from + gone, kept, from, length - from);
            return kept;
        }
    }

    /** Takes ownership of the arrays. */
    Tokens(int[] ids, int @Nullable [] starts, int @Nullable [] ends, Frame frame, TextFlags flags) {
        this.ids = ids;
        this.starts = starts;
        this.ends = ends;
        this.frame = frame;
        this.flags = flags;
    }

    /**
     * What a model sees that takes fewer tokens: the same as if the text had been tokenised with that limit.
     *
     * @param maxTokens its limit, special tokens included
     */
    public Tokens cut(int maxTokens) {
        if (ids.length <= maxTokens) {
            return this;
        }
        return new Tokens(
                cut(ids, maxTokens),
                starts == null ? null : cut(starts, maxTokens),
                ends == null ? null : cut(ends, maxTokens),
                frame,
                new TextFlags(true, flags.empty(), flags.substituted()));
    }

    /** The same tokens with offsets into the text behind a prompt of so many characters; {@code blank} is of the text. */
    Tokens behindPrompt(int characters, boolean blank) {
        TextFlags text = new TextFlags(flags.truncated(), blank, flags.substituted());
        if (starts == null || ends == null) {
            return new Tokens(ids, null, null, frame, text);
        }
        IntUnaryOperator moved = at -> Math.max(0, at - characters);
        return new Tokens(
                ids,
                Arrays.stream(starts).map(moved).toArray(),
                Arrays.stream(ends).map(moved).toArray(),
                frame,
                text);
    }

    /** The same tokens, in a text of which what was tokenised is only a part. */
    Tokens moved(IntUnaryOperator original) {
        if (starts == null || ends == null) {
            return this;
        }
        int[] movedStarts = starts.clone();
        int[] movedEnds = ends.clone();
        for (int i = frame.before(); i < ids.length - frame.after(); i++) {
            if (starts[i] < ends[i]) {
                movedStarts[i] = original.applyAsInt(starts[i]);
                movedEnds[i] = original.applyAsInt(ends[i] - 1) + 1;
            }
        }
        return new Tokens(ids, movedStarts, movedEnds, frame, flags);
    }

    private int[] cut(int[] values, int length) {
        return frame.cut(values, length);
    }

    /** Number of tokens, special tokens included. */
    public int length() {
        return ids.length;
    }

    /** Id of token {@code i}. */
    public int id(int i) {
        return ids[i];
    }

    /** Copies all ids to a place in an array. */
    public void copyIds(int[] target, int from) {
        System.arraycopy(ids, 0, target, from, ids.length);
    }

    /** Copies the segments of all tokens, as the tokenizer numbers them, to a place in an array. */
    public void copyTypes(int[] target, int from) {
        frame.types().copy(target, from, ids.length);
    }

    /** Index of the first token that is not special. */
    public int firstReal() {
        return frame.before();
    }

    /** Index after the last token that is not special. */
    public int endReal() {
        return ids.length - frame.after();
    }

    /** Number of tokens from the first one to the end of the prompt, special ones included; 0 without a prompt. */
    public int promptTokens() {
        return Math.min(frame.prompt(), ids.length);
    }

    /** Index of the first UTF-16 code unit of token {@code i} in the original text; 0 for special tokens. */
    public int start(int i) {
        return offsets(starts)[i];
    }

    /** Index after the last UTF-16 code unit of token {@code i} in the original text; 0 for special tokens. */
    public int end(int i) {
        return offsets(ends)[i];
    }

    /** What happened to the text. */
    public TextFlags flags() {
        return flags;
    }

    private static int[] offsets(int @Nullable [] offsets) {
        if (offsets == null) {
            throw new IllegalStateException("the text was tokenised without offsets");
        }
        return offsets;
    }
}
