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
    private static final Marks NO_MARKS = new Marks(null, -1, -1, null);

    private final int[] ids;
    private final @Nullable Places places;
    private final Frame frame;
    private final TextFlags flags;
    private final Marks marks;

    /** Indices in UTF-16 code units of each token's text: of its first, and after its last. */
    record Places(int[] starts, int[] ends) {}

    /**
     * What only few rows have.
     *
     * @param pair where the tokens are of two texts
     * @param maskedAt index of the token that is hidden from the model, or -1
     * @param maskId id of the token that it sees there
     * @param query where the text is a query of late interaction
     */
    private record Marks(
            @Nullable PairLayout pair,
            int maskedAt,
            int maskId,
            @Nullable Query query) {}

    /**
     * A query of late interaction.
     *
     * @param attended how many of its tokens other tokens see; those behind them were added
     */
    private record Query(int attended) {}

    /** Takes ownership of the arrays. */
    Tokens(int[] ids, @Nullable Places places, Frame frame, TextFlags flags) {
        this(ids, places, frame, flags, NO_MARKS);
    }

    private Tokens(int[] ids, @Nullable Places places, Frame frame, TextFlags flags, Marks marks) {
        this.ids = ids;
        this.places = places;
        this.frame = frame;
        this.flags = flags;
        this.marks = marks;
    }

    /**
     * The same tokens with one more special token before the text, behind those that the tokenizer puts there.
     *
     * @param id of that token
     */
    public Tokens marked(int id) {
        if (marks.pair != null || marks.maskedAt >= 0) {
            throw new IllegalStateException("only a text by itself is marked");
        }
        int at = frame.before();
        Places known = places;
        return new Tokens(
                inserted(ids, at, id),
                known == null ? null : new Places(inserted(known.starts, at, 0), inserted(known.ends, at, 0)),
                frame.marked(),
                flags);
    }

    /**
     * The same tokens as a query of late interaction, with others behind it.
     *
     * @param length of the query with them; no shorter than it is
     * @param id of the token that is added, as often as there is room
     * @param attended whether other tokens see those that are added
     */
    public Tokens asQuery(int length, int id, boolean attended) {
        int more = length - ids.length;
        if (marks.pair != null || marks.maskedAt >= 0 || more < 0) {
            throw new IllegalStateException("only a text by itself, and no longer one, is a query");
        }
        int[] longer = Arrays.copyOf(ids, length);
        Arrays.fill(longer, ids.length, length, id);
        Places known = places;
        return new Tokens(
                longer,
                known == null
                        ? null
                        : new Places(Arrays.copyOf(known.starts, length), Arrays.copyOf(known.ends, length)),
                frame.followed(more),
                flags,
                new Marks(null, -1, -1, new Query(attended ? length : ids.length)));
    }

    /** True if it is a query of late interaction. */
    public boolean isQuery() {
        return marks.query != null;
    }

    /** How many tokens the others see, from the first one on: all, unless some were added that are only looked for. */
    public int attended() {
        Query query = marks.query;
        return query == null ? ids.length : query.attended;
    }

    private static int[] inserted(int[] values, int at, int value) {
        int[] more = new int[values.length + 1];
        System.arraycopy(values, 0, more, 0, at);
        more[at] = value;
        System.arraycopy(values, at, more, at + 1, values.length - at);
        return more;
    }

    /** The same tokens, of two texts. */
    Tokens paired(PairLayout pair) {
        return new Tokens(ids, places, frame, flags, new Marks(pair, marks.maskedAt, marks.maskId, marks.query));
    }

    /**
     * The same tokens, one of them hidden from the model. Copies nothing.
     *
     * @param token its index
     * @param maskId id of the mask token, which {@link #id} and {@link #copyIds} give in its place
     */
    public Tokens masked(int token, int maskId) {
        return new Tokens(ids, places, frame, flags, new Marks(marks.pair, token, maskId, marks.query));
    }

    /** Index of the token that is hidden from the model; -1 if none is. */
    public int maskedAt() {
        return marks.maskedAt;
    }

    /** Id of token {@code i}, also where it is hidden from the model. */
    public int hiddenId(int i) {
        return ids[i];
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
        TextFlags cut = new TextFlags(true, flags.empty(), flags.substituted());
        PairLayout pair = marks.pair;
        if (pair != null) {
            int[] kept = pair.kept(maxTokens);
            return new Tokens(PairLayout.pick(ids, kept), picked(kept), frame, cut).paired(pair.of(kept));
        }
        return new Tokens(
                frame.cut(ids, maxTokens),
                places == null
                        ? null
                        : new Places(frame.cut(places.starts, maxTokens), frame.cut(places.ends, maxTokens)),
                frame,
                cut);
    }

    private @Nullable Places picked(int[] kept) {
        return places == null
                ? null
                : new Places(PairLayout.pick(places.starts, kept), PairLayout.pick(places.ends, kept));
    }

    /** The same tokens with offsets into the text behind a prompt; {@code blank} is of the text. */
    Tokens behindPrompt(NamedPrompts.Prompt prompt, boolean blank) {
        IntUnaryOperator behind = at -> Math.max(0, at - prompt.text().length());
        Tokens moved = placed(
                (starts, ends, i) -> {
                    starts[i] = behind.applyAsInt(starts[i]);
                    ends[i] = behind.applyAsInt(ends[i]);
                },
                flags.withEmpty(blank));
        return new Tokens(moved.ids, moved.places, frame.withPrompt(prompt.tokens()), moved.flags, moved.marks);
    }

    /** The same tokens, in a text of which what was tokenised is only a part. */
    Tokens moved(IntUnaryOperator original) {
        return placed(
                (starts, ends, i) -> {
                    boolean empty = starts[i] == ends[i]; // even so it stands somewhere
                    if (!empty || i >= promptTokens()) {
                        starts[i] = original.applyAsInt(starts[i]);
                        ends[i] = empty ? starts[i] : original.applyAsInt(ends[i] - 1) + 1;
                    }
                },
                flags);
    }

    /** The same tokens in a text in which what was tokenised begins at an index. */
    public Tokens movedBy(int characters) {
        return characters == 0 ? this : moved(at -> at + characters);
    }

    /** Changes the place of one token. */
    private interface Move {
        void apply(int[] starts, int[] ends, int token);
    }

    /** The same tokens, those of the (first) text in other places. */
    private Tokens placed(Move move, TextFlags newFlags) {
        Places known = places;
        if (known == null) {
            return new Tokens(ids, null, frame, newFlags, marks);
        }
        int[] starts = known.starts.clone();
        int[] ends = known.ends.clone();
        for (int i = 0; i < ids.length; i++) {
            if (side(i) == 0) {
                move.apply(starts, ends, i);
            }
        }
        return new Tokens(ids, new Places(starts, ends), frame, newFlags, marks);
    }

    /** Number of tokens, special tokens included. */
    public int length() {
        return ids.length;
    }

    /** Id of token {@code i} as the model sees it. */
    public int id(int i) {
        return i == marks.maskedAt ? marks.maskId : ids[i];
    }

    /** Copies all ids to a place in an array. */
    public void copyIds(int[] target, int from) {
        System.arraycopy(ids, 0, target, from, ids.length);
        if (marks.maskedAt >= 0) {
            target[from + marks.maskedAt] = marks.maskId;
        }
    }

    /** Copies the segments of all tokens, as the tokenizer numbers them, to a place in an array. */
    public void copyTypes(int[] target, int from) {
        PairLayout pair = marks.pair;
        if (pair == null) {
            frame.types().copy(target, from, ids.length);
        } else {
            System.arraycopy(pair.types(), 0, target, from, ids.length);
        }
    }

    /** Which text token {@code i} is of: 0 for the text or the first of two, 1 for the second, -1 for special tokens. */
    public int side(int i) {
        PairLayout pair = marks.pair;
        if (pair != null) {
            return pair.sides()[i];
        }
        return i < firstReal() || i >= endReal() ? -1 : 0;
    }

    /** Index of the first token that is not special. */
    public int firstReal() {
        return frame.before();
    }

    /** Index after the last token that is not special; between two texts there may be more of them, see {@link #side}. */
    public int endReal() {
        return ids.length - frame.after();
    }

    /** Number of tokens from the first one to the end of the prompt, special ones included; 0 without a prompt. */
    public int promptTokens() {
        return Math.min(frame.prompt(), ids.length);
    }

    /** Index of the first UTF-16 code unit of token {@code i} in the original text; 0 for special tokens. */
    public int start(int i) {
        return places().starts[i];
    }

    /** Index after the last UTF-16 code unit of token {@code i} in the original text; 0 for special tokens. */
    public int end(int i) {
        return places().ends[i];
    }

    /** What happened to the text. */
    public TextFlags flags() {
        return flags;
    }

    private Places places() {
        Places known = places;
        if (known == null) {
            throw new IllegalStateException("the text was tokenised without offsets");
        }
        return known;
    }
}
