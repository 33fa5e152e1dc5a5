package textmill.runtime.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import textmill.runtime.model.ModelSpec;

/** Ids of single tokens, before any tokenizer is loaded. */
public final class TokenIds {
    private static final List<String> FILES = List.of("tokenizer_config.json", "special_tokens_map.json");

    private TokenIds() {}

    /** A special token as the tokenizer's files name it, for example {@code mask_token}; empty if they do not. */
    public static String named(ModelSpec model, String key) {
        for (String file : FILES) {
            JsonNode named =
                    model.files().optionalJson(file, "the tokenizer's settings").path(key);
            String text = named.isObject() ? named.path("content").asText("") : named.asText("");
            if (!text.isEmpty() && !named.isNull()) {
                return text;
            }
        }
        return "";
    }

    /** Id of a token of a model's vocabulary as the tokenizer writes it, or -1. */
    public static int of(ModelSpec model, String token) {
        JsonNode tokenizer = model.tokenizer().json();
        for (JsonNode added : tokenizer.path("added_tokens")) {
            if (added.path("content").asText().equals(token) && added.path("id").asInt(-1) >= 0) {
                return added.path("id").asInt();
            }
        }
        JsonNode vocabulary = tokenizer.path("model").path("vocab");
        if (!vocabulary.isArray()) {
            return vocabulary.path(token).asInt(-1);
        }
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.path(id).path(0).asText().equals(token)) {
                return id;
            }
        }
        return -1;
    }
}
