package textmill.runtime.tokenize;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.TokenizerFile;
import textmill.runtime.text.TextFlags;
import textmill.runtime.text.TextInput;
import textmill.runtime.text.TextPrefix;
import textmill.runtime.tokenize.NamedPrompts.Prompt;
import textmill.runtime.tokenize.NativeTokenizer.Encoding;

/**
 * Turns texts into tokens with a model's own {@code tokenizer.json}; the padding and truncation baked into the file are
 * replaced by ours. Thread-safe. Owns native memory.
 *
 * <p>A long text is tokenised only as far as the model can see: a prefix is tried and enlarged until the tokens that fit
 * are certain not to depend on what was left out.
 */
public final class TextTokenizer implements AutoCloseable {
    /**
     * Longer texts are cut here whatever their tokens, which bounds time and memory of one text. What the tokenizer drops
     * (for most of them blanks beyond the first, and control characters) is not counted, see {@link LongText}.
     */
    public static final int MAX_CHARS = 1 << 18;

    /** More than the longest word that a WordPiece model splits (100), so a cut changes no token before this margin. */
    private static final int CUT_MARGIN_CHARS = 256;

    private static final int FIRST_PREFIX_CHARS_PER_TOKEN = 8;
    private static final int PREFIX_GROWTH = 4;

    private final NativeTokenizer tokenizer;
    private final Droppable droppable;
    private final Vocabulary vocabulary;
    private final Frame frame;
    private final int maxTokens;
    private final NamedPrompts prompts;
    private final PairTokenizer pairs;

    private TextTokenizer(NativeTokenizer tokenizer, Vocabulary vocabulary, TokenizerFile file) {
        this.tokenizer = tokenizer;
        this.droppable = new Droppable(text -> encode(text, false).ids());
        this.vocabulary = vocabulary;
        this.maxTokens = file.maxTokens();
        this.prompts = new NamedPrompts(file.settings(), tokenizer);
        SpecialTokens special = SpecialTokens.of(tokenizer);
        boolean oneSegment = file.settings().oneSegment();
        TokenTypes types = special.types(tokenizer, oneSegment);
        this.frame =
                new Frame(special.before(), special.after(), 0, file.settings().cutsStart(), types);
        this.pairs = new PairTokenizer(tokenizer, frame, oneSegment);
    }

    private TextTokenizer(TextTokenizer other) {
        this.tokenizer = other.tokenizer;
        this.droppable = other.droppable;
        this.vocabulary = other.vocabulary;
        this.maxTokens = other.maxTokens;
        this.prompts = other.prompts;
        this.frame = other.frame.cuttingEnds();
        this.pairs = other.pairs.framed(frame);
    }

    /**
     * Loads a tokenizer.
     *
     * @throws ModelException if the library does not understand the file
     */
    public static TextTokenizer load(TokenizerFile file) {
        Path path = file.path();
        ObjectNode json = file.json();
        json.putNull("padding");
        json.putNull("truncation");
        NativeTokenizer loaded;
        try {
            loaded = new NativeTokenizer(json.toString());
        } catch (RuntimeException e) {
            throw unusable(path, e);
        }
        try {
            return new TextTokenizer(loaded, Vocabulary.read(json), file);
        } catch (RuntimeException e) {
            loaded.close();
            throw unusable(path, e);
        }
    }

    private static ModelException unusable(Path path, Exception e) {
        return new ModelException(
                path,
                "a Hugging Face tokenizer",
                "a file that the tokenizer library refuses (" + e.getMessage() + ")",
                "export the model again",
                e);
    }

    /**
     * Tokenises what was submitted: a text, or two as one row, cut at {@link #maxTokens}.
     *
     * @param withOffsets also say where each token is in its text
     * @throws TokenizeException if the library refuses the text
     */
    public Tokens tokenize(TextInput input, boolean withOffsets) {
        Prompt prompt = prompts.of(input.prompt());
        String pair = input.pair();
        return pair == null
                ? tokenize(prompt, input.text(), withOffsets)
                : tokenize(
                        TextInput.pair(prompt.text() + input.text(), pair),
                        prompt,
                        Truncation.LONGEST_FIRST,
                        withOffsets);
    }

    /**
     * Tokenises two texts as one row, cut at {@link #maxTokens}.
     *
     * @param truncation which of them is cut
     * @param withOffsets also say where each token is in its text
     * @throws TokenizeException if the library refuses a text, or one that is not to be cut leaves no room
     */
    public Tokens tokenize(String text, String pair, Truncation truncation, boolean withOffsets) {
        Prompt prompt = prompts.usual();
        return tokenize(TextInput.pair(prompt.text() + text, pair), prompt, truncation, withOffsets);
    }

    /** @param input with its prompt in front */
    private Tokens tokenize(TextInput input, Prompt prompt, Truncation truncation, boolean withOffsets) {
        String pair = Objects.requireNonNull(input.pair());
        Tokens tokens;
        try {
            tokens = pairs.tokenize(input.text(), pair, truncation, withOffsets);
        } catch (IllegalStateException | TokenizeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw refused(e);
        }
        Tokens cut = tokens.cut(maxTokens);
        int length = prompt.text().length();
        boolean blank = input.text().substring(length).isBlank() && pair.isBlank();
        return length == 0 ? cut : cut.behindPrompt(prompt, blank);
    }

    /**
     * Tokenises one text.
     *
     * @param text any Java string
     * @param withOffsets also say where each token is in the text
     * @throws TokenizeException if the library refuses the text, or makes no token of it
     */
    public Tokens tokenize(String text, boolean withOffsets) {
        return tokenize(prompts.usual(), text, withOffsets);
    }

    private Tokens tokenize(Prompt prompt, String text, boolean withOffsets) {
        if (prompt.text().isEmpty()) {
            return withPrompt(text, withOffsets);
        }
        return withPrompt(prompt.text() + text, withOffsets).behindPrompt(prompt, text.isBlank());
    }

    /** As much of a text as decides its first {@link #maxTokens} tokens, and whether it has more. */
    public String decisive(String text) {
        int limit = maxTokens * FIRST_PREFIX_CHARS_PER_TOKEN;
        while (!frame.cutsStart() && limit < text.length()) {
            String seen = WellFormedText.of(TextPrefix.of(text, limit)).text();
            if (certain(encode(seen, true), seen)) {
                return seen;
            }
            limit *= PREFIX_GROWTH;
        }
        return text;
    }

    private Tokens withPrompt(String text, boolean withOffsets) {
        // What is at the end may stay: then all of the text must be looked at.
        int first = frame.cutsStart() ? MAX_CHARS : maxTokens * FIRST_PREFIX_CHARS_PER_TOKEN;
        int limit = Math.min(text.length(), first);
        while (true) {
            int end = TextPrefix.end(text, limit);
            boolean whole = end == text.length();
            WellFormedText seen = WellFormedText.of(whole ? text : text.substring(0, end));
            Encoding encoding = encode(seen.text(), withOffsets || !whole);
            if (whole || (!frame.cutsStart() && certain(encoding, seen.text()))) {
                return tokens(encoding, seen, text, withOffsets);
            }
            if (limit >= MAX_CHARS) {
                return tokenizeWithoutDropped(text, withOffsets);
            }
            limit = Math.min(Math.min(text.length(), MAX_CHARS), limit * PREFIX_GROWTH);
        }
    }

    /** The limit on characters is for those that matter: text may follow after any number of blanks. */
    private Tokens tokenizeWithoutDropped(String text, boolean withOffsets) {
        WellFormedText wellFormed = WellFormedText.of(text);
        LongText shorter = LongText.of(wellFormed.text(), droppable);
        int length = shorter.text().length();
        int from = frame.cutsStart() ? TextPrefix.end(shorter.text(), Math.max(0, length - MAX_CHARS)) : 0;
        int end = TextPrefix.end(shorter.text(), Math.min(length, from + MAX_CHARS));
        WellFormedText seen = new WellFormedText(shorter.text().substring(from, end), wellFormed.substituted());
        Tokens tokens = tokens(encode(seen.text(), withOffsets), seen, shorter.text(), withOffsets);
        return tokens.moved(at -> shorter.original(at + from));
    }

    /** The same tokenizer for texts whose start must stay, whatever side the model's files say to cut; shares its memory. */
    TextTokenizer cuttingEnds() {
        return frame.cutsStart() ? new TextTokenizer(this) : this;
    }

    /** The token with this id as the tokenizer writes it, for example {@code ##ing}. */
    public String token(int id) {
        return vocabulary.token(id);
    }

    /** What the token with this id stands for in a text when it is alone, for example {@code  the} with its blank. */
    public String decode(int id) {
        return tokenizer.decode(id);
    }

    /** Id of a token as the tokenizer writes it, or -1 if there is none. */
    public int id(String token) {
        return vocabulary.id(token);
    }

    /** Id of the token for what the vocabulary does not have, or -1 if it has everything. */
    public int unknownId() {
        return vocabulary.unknownId();
    }

    /** True if a token that continues a word is written with a mark before it, for example {@code ##ing}. */
    public boolean marksContinuations() {
        return vocabulary.marksContinuations();
    }

    /** Most tokens that {@link #tokenize} returns. */
    public int maxTokens() {
        return maxTokens;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private Encoding encode(String wellFormed, boolean withSpans) {
        try {
            return tokenizer.encode(wellFormed, withSpans);
        } catch (IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw refused(e);
        }
    }

    private static TokenizeException refused(RuntimeException e) {
        return new TokenizeException(
                "the tokenizer refused the text: " + e.getClass().getSimpleName(), e);
    }

    /** True if enough tokens lie so far before the cut that what follows it cannot change them. */
    private boolean certain(Encoding encoding, String seen) {
        CharSpan[] spans = encoding.spans();
        int last = maxTokens - frame.after();
        if (spans == null || spans.length <= last) {
            return false;
        }
        CharSpan span = spans[last];
        return span != null && span.getEnd() + CUT_MARGIN_CHARS < seen.codePointCount(0, seen.length());
    }

    private Tokens tokens(Encoding encoding, WellFormedText seen, String text, boolean withOffsets) {
        int[] all = Arrays.stream(encoding.ids()).mapToInt(id -> (int) id).toArray();
        if (all.length == 0) {
            throw new TokenizeException("the text has no tokens, and this tokenizer puts none of its own around it");
        }
        int[] ids = frame.cut(all, maxTokens);
        boolean truncated = ids.length < all.length || seen.text().length() < text.length();
        boolean empty = ids.length == frame.before() + frame.after() || text.isBlank();
        TextFlags flags = new TextFlags(truncated, empty, seen.substituted());
        CharSpan[] spans = encoding.spans();
        if (!withOffsets || spans == null) {
            return new Tokens(ids, null, frame, flags);
        }
        int[] starts = new int[all.length];
        int[] ends = new int[all.length];
        CodePointIndex index = CodePointIndex.of(seen.text());
        for (int i = frame.before(); i < all.length - frame.after(); i++) {
            if (spans[i] != null) {
                starts[i] = index.unit(spans[i].getStart());
                ends[i] = index.unit(spans[i].getEnd());
            }
        }
        return new Tokens(
                ids, new Tokens.Places(frame.cut(starts, maxTokens), frame.cut(ends, maxTokens)), frame, flags);
    }
}
