package textmill.runtime.tokenize;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Map;

/** The tokens of a {@code tokenizer.json}, as the tokenizer writes them. Immutable. */
final class Vocabulary {
    private static final int NONE = -1;

    private final String[] tokens;
    private final int unknownId;
    private final boolean marksContinuations;

    private Vocabulary(String[] tokens, int unknownId, boolean marksContinuations) {
        this.tokens = tokens;
        this.unknownId = unknownId;
        this.marksContinuations = marksContinuations;
    }

    /** Reads the whole file's content. */
    static Vocabulary read(JsonNode json) {
        JsonNode model = json.path("model");
        String[] tokens = tokens(json);
        return new Vocabulary(
                tokens,
                unknownId(model, tokens),
                !model.path("continuing_subword_prefix").asText("").isEmpty());
    }

    /** The token with this id, empty if there is none. */
    String token(int id) {
        return id >= 0 && id < tokens.length ? tokens[id] : "";
    }

    /** Id of a token, or -1; looks at all of them. */
    int id(String token) {
        return token.isEmpty() ? NONE : Arrays.asList(tokens).indexOf(token);
    }

    /** Id of the token for what the vocabulary does not have, or -1. */
    int unknownId() {
        return unknownId;
    }

    /** True if a token that continues a word is written with a mark before it, for example {@code ##ing}. */
    boolean marksContinuations() {
        return marksContinuations;
    }

    private static int unknownId(JsonNode model, String[] tokens) {
        JsonNode unknown = model.path("unk_token");
        return unknown.isTextual()
                ? Arrays.asList(tokens).indexOf(unknown.asText())
                : model.path("unk_id").asInt(NONE);
    }

    private static String[] tokens(JsonNode json) {
        JsonNode entries = json.path("model").path("vocab");
        String[] tokens = new String[entries.size()];
        if (entries.isArray()) {
            for (int id = 0; id < tokens.length; id++) {
                tokens[id] = entries.path(id).path(0).asText();
            }
        } else {
            for (Map.Entry<String, JsonNode> entry : entries.properties()) {
                tokens = put(tokens, entry.getValue().asInt(), entry.getKey());
            }
        }
        for (JsonNode added : json.path("added_tokens")) {
            tokens = put(tokens, added.path("id").asInt(), added.path("content").asText());
        }
        for (int id = 0; id < tokens.length; id++) {
            tokens[id] = tokens[id] == null ? "" : tokens[id];
        }
        return tokens;
    }

    private static String[] put(String[] tokens, int id, String token) {
        String[] roomy = id < tokens.length ? tokens : Arrays.copyOf(tokens, id + 1);
        roomy[id] = token;
        return roomy;
    }
}
