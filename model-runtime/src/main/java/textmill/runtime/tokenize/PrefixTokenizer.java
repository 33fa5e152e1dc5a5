package textmill.runtime.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import textmill.runtime.text.TextFlags;
import textmill.runtime.text.TextPrefix;
import textmill.runtime.tokenize.TextEncoder.Encoding;
import textmill.runtime.tokenize.TextEncoder.Places;

/**
 * Tokenises one text only as far as the model can see: a prefix is tried and enlarged until the tokens that fit are certain
 * not to depend on what was left out.
 */
final class PrefixTokenizer {
    /** What comes so far behind a token changes nothing before it, but for a word that goes on until there. */
    private static final int CUT_MARGIN_CHARS = 256;

    /** The same, counted in tokens of a word that goes on: marks and controls that a tokenizer drops are no token. */
    private static final int CUT_MARGIN_TOKENS = 64;

    /** Models that look at a word as a whole: what ends it decides whether its beginning is known at all. */
    private static final Set<String> WHOLE_WORDS = Set.of("WordPiece", "WordLevel", "");

    private static final int FIRST_PREFIX_CHARS_PER_TOKEN = 8;
    private static final int PREFIX_GROWTH = 4;

    private final TextEncoder tokenizer;
    private final Droppable droppable;
    private final Frame frame;
    private final int maxTokens;
    private final boolean wholeWords;

    /**
     * @param json the tokenizer's file
     * @param maxTokens most tokens of a text
     */
    PrefixTokenizer(TextEncoder tokenizer, JsonNode json, Frame frame, int maxTokens) {
        this.tokenizer = tokenizer;
        this.droppable = new Droppable(text -> encode(text, false).ids(), json.path("added_tokens"));
        this.wholeWords = WHOLE_WORDS.contains(json.path("model").path("type").asText(""));
        this.frame = frame;
        this.maxTokens = maxTokens;
    }

    private PrefixTokenizer(PrefixTokenizer other, Frame frame) {
        this.tokenizer = other.tokenizer;
        this.droppable = other.droppable;
        this.wholeWords = other.wholeWords;
        this.frame = frame;
        this.maxTokens = other.maxTokens;
    }

    /** The same with another frame. */
    PrefixTokenizer framed(Frame other) {
        return new PrefixTokenizer(this, other);
    }

    /**
     * The tokens of a text, cut.
     *
     * @param withOffsets also say where each token is in the text
     * @throws TokenizeException if the library refuses the text, or makes no token of it
     */
    Tokens tokenize(String text, boolean withOffsets) {
        // What is at the end may stay: then all of the text must be looked at.
        int first = frame.cutsStart() ? TextTokenizer.MAX_CHARS : maxTokens * FIRST_PREFIX_CHARS_PER_TOKEN;
        int limit = Math.min(text.length(), first);
        while (true) {
            int end = TextPrefix.end(text, limit);
            boolean whole = end == text.length();
            WellFormedText seen = WellFormedText.of(whole ? text : text.substring(0, end));
            Encoding encoding = encode(seen.text(), withOffsets || !whole);
            if (whole || (!frame.cutsStart() && certain(encoding, seen.text()))) {
                return tokens(encoding, seen, text, withOffsets);
            }
            if (limit >= TextTokenizer.MAX_CHARS) {
                return tokenizeWithoutDropped(text, withOffsets);
            }
            limit = Math.min(Math.min(text.length(), TextTokenizer.MAX_CHARS), limit * PREFIX_GROWTH);
        }
    }

    /** The limit on characters is for those that matter: text may follow after any number of blanks. */
    private Tokens tokenizeWithoutDropped(String text, boolean withOffsets) {
        WellFormedText wellFormed = WellFormedText.of(text);
        LongText shorter = LongText.of(wellFormed.text(), droppable);
        int length = shorter.text().length();
        int from =
                frame.cutsStart() ? TextPrefix.end(shorter.text(), Math.max(0, length - TextTokenizer.MAX_CHARS)) : 0;
        int end = TextPrefix.end(shorter.text(), Math.min(length, from + TextTokenizer.MAX_CHARS));
        WellFormedText seen = new WellFormedText(shorter.text().substring(from, end), wellFormed.substituted());
        Tokens tokens = tokens(encode(seen.text(), withOffsets), seen, shorter.text(), withOffsets);
        return tokens.moved(at -> shorter.original(at + from));
    }

    /** As much of a text as decides its first tokens, as many as fit, and whether it has more. */
    String decisive(String text) {
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

    private Encoding encode(String wellFormed, boolean withPlaces) {
        try {
            return tokenizer.encode(wellFormed, withPlaces);
        } catch (IllegalStateException e) {
            throw e;
        } catch (RuntimeException e) {
            throw TokenizeException.refused(e);
        }
    }

    /** True if enough tokens lie so far before the cut that what follows it cannot change them. */
    private boolean certain(Encoding encoding, String seen) {
        Places places = encoding.places();
        int beyond = maxTokens - frame.after(); // the first token that does not fit
        int last = encoding.ids().length - frame.after() - 1; // of the text; its word may go on behind the cut
        if (places == null || last < beyond || places.ends()[beyond] == Places.NOWHERE) {
            return false;
        }
        return places.ends()[beyond] + CUT_MARGIN_CHARS < seen.codePointCount(0, seen.length())
                && (places.words()[beyond] != places.words()[last]
                        || (!wholeWords && last - beyond >= CUT_MARGIN_TOKENS));
    }

    private Tokens tokens(Encoding encoding, WellFormedText seen, String text, boolean withOffsets) {
        int[] all = encoding.ids();
        if (all.length == 0) {
            throw new TokenizeException("the text has no tokens, and this tokenizer puts none of its own around it");
        }
        int[] ids = frame.cut(all, maxTokens);
        boolean truncated = ids.length < all.length || seen.text().length() < text.length();
        boolean empty = ids.length == frame.before() + frame.after() || text.isBlank();
        TextFlags flags = new TextFlags(truncated, empty, seen.substituted());
        Places places = encoding.places();
        if (!withOffsets || places == null) {
            return new Tokens(ids, null, frame, flags);
        }
        int[] starts = new int[all.length];
        int[] ends = new int[all.length];
        CodePointIndex index = CodePointIndex.of(seen.text());
        for (int i = frame.before(); i < all.length - frame.after(); i++) {
            if (places.starts()[i] != Places.NOWHERE) {
                starts[i] = index.unit(places.starts()[i]);
                ends[i] = index.unit(places.ends()[i]);
            }
        }
        return new Tokens(
                ids, new Tokens.Places(frame.cut(starts, maxTokens), frame.cut(ends, maxTokens)), frame, flags);
    }
}
