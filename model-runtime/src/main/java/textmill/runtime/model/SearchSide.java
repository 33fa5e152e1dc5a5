package textmill.runtime.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a model that searches by token vectors reads the texts of one side: of documents, or of queries.
 *
 * @param prefix what stands before every text as one token; empty for nothing
 * @param tokens most tokens of a text, special ones included; -1 if the files do not say
 * @param expansion what is added to short texts, or null for nothing
 */
public record SearchSide(
        String prefix, int tokens, @Nullable Expansion expansion) {
    /** Its texts are looked for. */
    public static final String QUERY = "query";

    /** Its texts are found. */
    public static final String DOCUMENT = "document";

    /** Names of prompts of documents, as the sentence-transformers library looks for them. */
    static final List<String> DOCUMENT_PROMPTS = List.of(DOCUMENT, "passage", "corpus");

    /**
     * Mask tokens behind a query up to some length, whose vectors count as those of its words do (Khattab and Zaharia, ColBERT,
     * SIGIR 2020, section 3.2).
     *
     * @param length of a query with them, special tokens included
     * @param cuts longer queries are cut to that length
     * @param attended the query's own tokens see them
     * @param token the one that is added; null for the tokenizer's mask token
     */
    public record Expansion(
            int length,
            boolean cuts,
            boolean attended,
            @Nullable String token) {}
}
