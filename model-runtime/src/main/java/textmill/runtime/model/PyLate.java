package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * ColBERT models as the PyLate library saves them: modules of its own, and the rest of what they do in the settings and in its
 * code.
 */
final class PyLate {
    private static final String PACKAGE = "pylate.models.";
    /** The library's default length of a query. */
    private static final int QUERY_TOKENS = 32;

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
                new SentenceModule.TokenMask(skipped, List.of(), List.of()),
                new SentenceModule.EachToken(new SentenceModule.Normalize()));
    }

    /** How it reads documents, or queries. */
    SearchSide side(String name) {
        String prefix = settings.path(name + "_prefix").asText("");
        int tokens = settings.path(name + "_length").asInt(-1);
        boolean expands = name.equals(SearchSide.QUERY)
                && settings.path("do_query_expansion").asBoolean(true);
        if (!expands) {
            return new SearchSide(prefix, tokens, null);
        }
        int length = tokens < 0 ? QUERY_TOKENS : tokens;
        boolean attended = settings.path("attend_to_expansion_tokens").asBoolean(false);
        return new SearchSide(prefix, length, new SearchSide.Expansion(length, true, attended, null));
    }
}
