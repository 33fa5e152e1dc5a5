package textmill.runtime.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Objects;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.TokenizerFile;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.NamedPrompts.Prompt;

/**
 * Turns texts into tokens with a model's own {@code tokenizer.json}; the padding and truncation baked into the file are
 * replaced by ours. A long text is tokenised only as far as the model can see. Thread-safe. Owns native memory.
 */
public final class TextTokenizer implements AutoCloseable {
    /**
     * Longer texts are cut here whatever their tokens, which bounds time and memory of one text. What the tokenizer drops
     * (for most of them blanks beyond the first, and control characters) is not counted, see {@link LongText}.
     */
    public static final int MAX_CHARS = 1 << 18;

    private final NativeTokenizer tokenizer;
    private final PrefixTokenizer prefixes;
    private final Vocabulary vocabulary;
    private final Frame frame;
    private final int maxTokens;
    private final NamedPrompts prompts;
    private final PairTokenizer pairs;

    private TextTokenizer(NativeTokenizer tokenizer, JsonNode json, TokenizerFile file) {
        this.tokenizer = tokenizer;
        this.vocabulary = Vocabulary.read(json);
        this.maxTokens = file.maxTokens();
        this.prompts = new NamedPrompts(file.settings(), tokenizer);
        SpecialTokens special = SpecialTokens.of(tokenizer);
        boolean oneSegment = file.settings().oneSegment();
        TokenTypes types = special.types(tokenizer, oneSegment);
        this.frame =
                new Frame(special.before(), special.after(), 0, file.settings().cutsStart(), types);
        this.prefixes = new PrefixTokenizer(WordCache.over(tokenizer, json, special), json, frame, maxTokens);
        this.pairs = new PairTokenizer(tokenizer, frame, oneSegment);
    }

    private TextTokenizer(TextTokenizer other) {
        this.tokenizer = other.tokenizer;
        this.vocabulary = other.vocabulary;
        this.maxTokens = other.maxTokens;
        this.prompts = other.prompts;
        this.frame = other.frame.cuttingEnds();
        this.prefixes = other.prefixes.framed(frame);
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
            return new TextTokenizer(loaded, json, file);
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
            throw TokenizeException.refused(e);
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
            return prefixes.tokenize(text, withOffsets);
        }
        return prefixes.tokenize(prompt.text() + text, withOffsets).behindPrompt(prompt, text.isBlank());
    }

    /** As much of a text as decides its first {@link #maxTokens} tokens, and whether it has more. */
    public String decisive(String text) {
        return prefixes.decisive(text);
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
}
