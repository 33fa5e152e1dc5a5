package textmill.runtime.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a word is to a tokenizer that takes each by itself. BERT's normalise character by character, split at blanks and around
 * punctuation before they look at words, and take each word apart whatever stands beside it (HF tokenizers:
 * {@code BertNormalizer}, {@code BertPreTokenizer}, {@code WordPiece}). Here a word ends at a blank and around ASCII's
 * punctuation; what else parts words is inside one, and the library's business. Immutable.
 */
final class WordRules {
    private static final char BLANK = ' ';
    private static final int DELETE = 127;
    private static final int ASCII = 128;
    private static final Set<String> FRAMES = Set.of("TemplateProcessing", "BertProcessing");

    private final boolean[] parting;

    private WordRules(boolean[] parting) {
        this.parting = parting;
    }

    /**
     * Those of a tokenizer's file; null if its tokens may hold a blank or depend on one, or on what else is beside them.
     *
     * @param json the file
     */
    static @Nullable WordRules of(JsonNode json) {
        JsonNode added = json.path("added_tokens");
        return takesWordsByThemselves(json) && standBetweenBlanks(added) ? new WordRules(parting(added)) : null;
    }

    /** Where the next word begins, at or after a place; the length of the text if there is none. */
    static int start(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == BLANK) {
            at++;
        }
        return at;
    }

    /** Where the word ends that begins at a place. */
    int end(String text, int from) {
        int at = from + 1;
        if (!parts(text.charAt(from))) {
            while (at < text.length() && text.charAt(at) != BLANK && !parts(text.charAt(at))) {
                at++;
            }
        }
        return at;
    }

    private boolean parts(char c) {
        return c < ASCII && parting[c];
    }

    private static boolean takesWordsByThemselves(JsonNode json) {
        return type(json, "normalizer").equals("BertNormalizer")
                && type(json, "pre_tokenizer").equals("BertPreTokenizer")
                && type(json, "model").equals("WordPiece")
                && FRAMES.contains(type(json, "post_processor"))
                && holdsTheTextOnce(json.path("post_processor").path("single"));
    }

    /** Empty where a file leaves it out, as old ones may for the model: such files stay with the library. */
    private static String type(JsonNode json, String part) {
        return json.path(part).path("type").asText("");
    }

    /** BERT's own way has no template. */
    private static boolean holdsTheTextOnce(JsonNode template) {
        int texts = 0;
        for (JsonNode piece : template) {
            texts += piece.has("Sequence") ? 1 : 0;
        }
        return template.isMissingNode() || texts == 1;
    }

    /** Added tokens are looked for in the text itself; those that are looked for after normalising must not change by it. */
    private static boolean standBetweenBlanks(JsonNode added) {
        for (JsonNode token : added) {
            boolean looksAround = token.path("lstrip").asBoolean()
                    || token.path("rstrip").asBoolean()
                    || token.path("single_word").asBoolean();
            boolean changes = token.path("normalized").asBoolean(true)
                    && token.path("content").asText().chars().anyMatch(c -> c <= BLANK || c >= DELETE);
            if (looksAround || changes || token.path("content").asText().chars().anyMatch(Character::isWhitespace)) {
                return false;
            }
        }
        return true;
    }

    /** Of ASCII, the punctuation that is always a word by itself: what no added token has in it. */
    private static boolean[] parting(JsonNode added) {
        boolean[] parting = new boolean[ASCII];
        for (char c = '!'; c <= '~'; c++) {
            parting[c] = !Character.isLetterOrDigit(c);
        }
        for (JsonNode token : added) {
            token.path("content").asText().chars().filter(c -> c < ASCII).forEach(c -> parting[c] = false);
        }
        return parting;
    }
}
