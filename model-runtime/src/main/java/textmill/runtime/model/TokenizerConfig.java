package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code tokenizer_config.json}, with what stands elsewhere. As the transformers library has it: a file that lists its added
 * tokens says all of them; beside an older one, {@code special_tokens_map.json} and {@code added_tokens.json} count too.
 * Sides that it does not name are those of {@code tokenizer.json}.
 */
final class TokenizerConfig {
    static final String FILE = "tokenizer_config.json";

    /** Names of special tokens, each with one. */
    static final List<String> SPECIAL =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    /** Names of lists of special tokens, or of objects that name each. */
    static final List<String> MORE_SPECIAL = List.of("additional_special_tokens", "extra_special_tokens");

    private static final String SPECIAL_FILE = "special_tokens_map.json";
    private static final String ADDED_FILE = "added_tokens.json";
    private static final String ADDED = "added_tokens_decoder";
    private static final Pattern ID = Pattern.compile("\\d{1,9}");

    private TokenizerConfig() {}

    /**
     * Reads it.
     *
     * @param tokenizer content of {@code tokenizer.json}
     */
    static ObjectNode read(ModelFiles files, JsonNode tokenizer) {
        JsonNode own = files.optionalJson(FILE, "the tokenizer's configuration");
        ObjectNode config = own instanceof ObjectNode object ? object : new ObjectMapper().createObjectNode();
        if (!config.has(ADDED)) {
            addSpecial(config, files.optionalJson(SPECIAL_FILE, "the tokenizer's special tokens"));
            JsonNode added = files.optionalJson(ADDED_FILE, "the tokenizer's added tokens");
            added.forEach(id -> requireId(id.asText(), files.path(ADDED_FILE)));
            addOthers(config, added);
        }
        config.path(ADDED).properties().forEach(token -> requireId(token.getKey(), files.path(FILE)));
        side(config, "padding_side", tokenizer.path("padding").path("direction"));
        side(config, "truncation_side", tokenizer.path("truncation").path("direction"));
        return config;
    }

    /** The later file wins; lists of both count. */
    private static void addSpecial(ObjectNode config, JsonNode map) {
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            if (entry.getValue() instanceof ArrayNode more && config.path(entry.getKey()) instanceof ArrayNode before) {
                before.addAll(more);
            } else {
                config.set(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Words that the vocabulary lacks: texts are normalised before such a word is looked for, unless it is special. */
    private static void addOthers(ObjectNode config, JsonNode added) {
        if (added.isEmpty()) {
            return;
        }
        Set<String> special = new LinkedHashSet<>();
        SPECIAL.forEach(name -> special.add(content(config.path(name))));
        MORE_SPECIAL.forEach(name -> config.path(name).forEach(token -> special.add(content(token))));
        ObjectNode decoder = config.putObject(ADDED);
        for (Map.Entry<String, JsonNode> entry : added.properties()) {
            ObjectNode token = TokenizerSettings.addedToken(-1, entry.getKey());
            if (!special.contains(entry.getKey())) {
                token.put("special", false).put("normalized", true);
            }
            decoder.set(entry.getValue().asText(), token);
        }
    }

    private static void requireId(String id, Path file) {
        if (!ID.matcher(id).matches()) {
            throw new ModelException(file, "tokens with their ids", "'" + id + "' for an id", ModelFiles.REFETCH);
        }
    }

    private static void side(ObjectNode config, String key, JsonNode direction) {
        if (!config.path(key).isTextual() && direction.isTextual()) {
            config.put(key, direction.asText().toLowerCase(Locale.ROOT));
        }
    }

    /** A token's text: the value itself, or of an object its content; empty if there is none. */
    static String content(JsonNode token) {
        return token.isObject() ? token.path("content").asText("") : token.isTextual() ? token.asText() : "";
    }
}
