package textmill.runtime.task.fillmask;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.TokenIds;

/**
 * The token that hides another one.
 *
 * @param text as it is written in a text, for example {@code [MASK]}
 * @param id in the vocabulary
 */
record MaskToken(String text, int id) {
    private static final String KEY = "mask_token";
    private static final String CONFIG = "tokenizer_config.json";

    /** What the families' tokenizers call it where no file does. */
    private static final List<String> USUAL = List.of("[MASK]", "<mask>");

    /**
     * The model's.
     *
     * @throws ModelException if there is none
     */
    static MaskToken of(ModelSpec model) {
        String named = TokenIds.named(model, KEY);
        if (!named.isEmpty()) {
            int id = TokenIds.of(model, named);
            if (id < 0) {
                throw misfit(model, "the mask token '" + named + "' that the tokenizer's files name");
            }
            return new MaskToken(named, id);
        }
        for (String text : USUAL) {
            int id = TokenIds.of(model, text);
            if (id >= 0) {
                return new MaskToken(text, id);
            }
        }
        throw misfit(model, "a mask token, which " + CONFIG + " names mask_token");
    }

    /** Ids of the special tokens, ascending: they are no part of a text even where it spells them out. */
    static List<Integer> special(ModelSpec model) {
        List<Integer> ids = new ArrayList<>();
        for (JsonNode added : model.tokenizer().json().path("added_tokens")) {
            if (added.path("special").asBoolean()) {
                ids.add(added.path("id").asInt());
            }
        }
        ids.sort(null);
        return ids;
    }

    private static ModelException misfit(ModelSpec model, String expected) {
        return new ModelException(
                model.tokenizer().path(),
                expected,
                "none in its vocabulary",
                "use a model that was trained to fill masks, with its own tokenizer");
    }

    /** True if the files want decoded text without the blanks before punctuation. */
    static boolean cleansUp(ModelSpec model) {
        return model.files()
                .optionalJson(CONFIG, "the tokenizer's settings")
                .path("clean_up_tokenization_spaces")
                .asBoolean();
    }

    /** What the transformers library makes of decoded text where the files say so. */
    private static final Map<String, String> CLEANED = Map.of(
            " .", ".", " ?", "?", " !", "!", " ,", ",", " n't", "n't", " 'm", "'m", " 's", "'s", " 've", "'ve", " 're",
            "'re");

    /** A decoded token cleaned up. */
    static String cleaned(String token) {
        return CLEANED.getOrDefault(token, token);
    }
}
