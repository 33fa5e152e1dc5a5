package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * ColBERT models as the PyLate library saves them: modules of its own, and the rest of what they do in the settings and in its
 * code. Texts are documents: queries are expanded, which is not done here.
 */
final class PyLate {
    private static final String PACKAGE = "pylate.models.";
    private static final String DENSE = PACKAGE + "Dense.Dense";

    /** The library's default, Python's {@code string.punctuation}. */
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private final JsonNode settings;

    PyLate(JsonNode settings) {
        this.settings = settings;
    }

    /** True if one of the modules is the library's. */
    static boolean saved(List<SentenceLayout.Entry> entries) {
        return entries.stream().anyMatch(entry -> entry.type().startsWith(PACKAGE));
    }

    /** The name of one of its modules without its package; of another one the whole. */
    static String name(String type) {
        return type.equals(DENSE) ? "Dense" : type;
    }

    /** What its code does behind the modules: words are left out, vectors get length 1. */
    List<SentenceModule> rest() {
        List<String> skipped = new ArrayList<>();
        JsonNode words = settings.path("skiplist_words");
        if (words.isArray()) {
            words.forEach(word -> skipped.add(word.asText()));
        } else {
            PUNCTUATION.chars().forEach(word -> skipped.add(Character.toString(word)));
        }
        return List.of(
                new SentenceModule.TokenMask(skipped, List.of()),
                new SentenceModule.EachToken(new SentenceModule.Normalize()));
    }

    /** What stands before every document, one token; empty for nothing. */
    String documentPrefix() {
        return settings.path("document_prefix").asText("");
    }

    /** Most tokens of a document, special ones included; -1 if the files do not say. */
    int documentTokens() {
        return settings.path("document_length").asInt(-1);
    }
}
