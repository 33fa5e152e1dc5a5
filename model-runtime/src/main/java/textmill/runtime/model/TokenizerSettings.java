package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a tokenizer beside {@code tokenizer.json}. As the transformers library has it, these win.
 *
 * @param prompt text in front of every text, empty for none
 * @param prompts texts that may be put there instead, by name
 * @param cutsStart a text that is too long loses its start and not its end
 * @param lowerCaseFirst texts become lower case before the tokenizer's own normaliser, as sentence-transformers does
 * @param normaliser settings of a BERT normaliser by their names in {@code tokenizer.json}
 * @param prefixSpace {@code true} or {@code false} for the settings of a byte-level tokenizer; empty for its own
 * @param surround tokens around every text in place of the tokenizer's own, or null
 * @param splitsSpecial special tokens that stand in a text are cut like any other text
 * @param padding where rows that are shorter than their batch are filled up
 * @param oneSegment no text has segments, whatever {@code tokenizer.json} says: the library does not hand them to the model
 * @param special special tokens that the tokenizer may not know, in JSON as {@code added_tokens} has them
 */
public record TokenizerSettings(
        String prompt,
        Map<String, String> prompts,
        boolean cutsStart,
        boolean lowerCaseFirst,
        Map<String, JsonNode> normaliser,
        String prefixSpace,
        @Nullable Surround surround,
        boolean splitsSpecial,
        PaddingSide padding,
        boolean oneSegment,
        List<JsonNode> special) {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** The class of tokenizers that take nothing from their configuration but special tokens. */
    private static final String GENERIC = "PreTrainedTokenizerFast";

    private static final Set<String> WITHOUT_SEGMENTS = Set.of("BigBirdTokenizer");

    private static final String NORMALISER = "normalizer";
    private static final String TYPE = "type";
    private static final String ADDED = "added_tokens";

    /** A tokenizer that does what its own file says. */
    public static TokenizerSettings none() {
        return new TokenizerSettings(
                "", Map.of(), false, false, Map.of(), "", null, false, PaddingSide.RIGHT, false, List.of());
    }

    /**
     * Reads them.
     *
     * @param config what {@link TokenizerConfig} read
     * @param family {@code model_type} of the model
     * @param lowerCaseFirst the sentence encoder wants lower case
     */
    static TokenizerSettings read(JsonNode config, String family, boolean lowerCaseFirst, String prompt) {
        Map<String, JsonNode> normaliser = new TreeMap<>();
        if (!config.path("tokenizer_class").asText().equals(GENERIC)) {
            put(normaliser, "lowercase", config.path("do_lower_case"));
            put(normaliser, "strip_accents", config.path("strip_accents"));
            put(normaliser, "handle_chinese_chars", config.path("tokenize_chinese_chars"));
        }
        JsonNode prefix = config.path("add_prefix_space");
        return new TokenizerSettings(
                prompt,
                Map.of(),
                config.path("truncation_side").asText("right").equals("left"),
                lowerCaseFirst,
                Map.copyOf(normaliser),
                prefix.isBoolean() ? prefix.asText() : "",
                Surround.of(config),
                config.path("split_special_tokens").asBoolean(),
                PaddingSide.of(config, family),
                isOneSegment(config),
                specialTokens(config));
    }

    /** The same with prompts that may be named. */
    TokenizerSettings withPrompts(Map<String, String> named) {
        return new TokenizerSettings(
                prompt,
                Map.copyOf(named),
                cutsStart,
                lowerCaseFirst,
                normaliser,
                prefixSpace,
                surround,
                splitsSpecial,
                padding,
                oneSegment,
                special);
    }

    /** As the file says by {@code model_input_names}, or its class, whose template numbers segments all the same. */
    private static boolean isOneSegment(JsonNode config) {
        JsonNode names = config.path("model_input_names");
        if (!names.isArray()) {
            return WITHOUT_SEGMENTS.contains(
                    config.path("tokenizer_class").asText().replaceFirst("Fast$", ""));
        }
        for (JsonNode name : names) {
            if (name.asText().equals("token_type_ids")) {
                return false;
            }
        }
        return true;
    }

    private static void put(Map<String, JsonNode> settings, String key, JsonNode value) {
        // Null is a value: accents then go where case goes.
        if (value.isBoolean() || (value.isNull() && key.equals("strip_accents"))) {
            settings.put(key, value);
        }
    }

    private static List<JsonNode> specialTokens(JsonNode config) {
        List<JsonNode> tokens = new ArrayList<>();
        // The library gives new ones their ids in this order.
        Map<Integer, JsonNode> byId = new TreeMap<>();
        config.path("added_tokens_decoder")
                .properties()
                .forEach(e -> byId.put(Integer.valueOf(e.getKey()), e.getValue()));
        byId.forEach((id, token) -> {
            if (token instanceof ObjectNode object) {
                tokens.add(object.deepCopy().put("id", id));
            }
        });
        List<JsonNode> named = new ArrayList<>();
        TokenizerConfig.SPECIAL.forEach(name -> named.add(config.path(name)));
        TokenizerConfig.MORE_SPECIAL.forEach(name -> config.path(name).forEach(named::add));
        for (JsonNode token : named) {
            String content = TokenizerConfig.content(token);
            boolean known =
                    tokens.stream().anyMatch(t -> t.path("content").asText().equals(content));
            if (!content.isEmpty() && !known) {
                tokens.add(special(token, content));
            }
        }
        return List.copyOf(tokens);
    }

    /** An object may say how blanks around it are treated. */
    private static ObjectNode special(JsonNode token, String content) {
        ObjectNode entry = addedToken(-1, content);
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
            if (token.path(flag).isBoolean()) {
                entry.set(flag, token.path(flag));
            }
        }
        return entry;
    }

    /** An entry of {@code added_tokens}. */
    static ObjectNode addedToken(int id, String content) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    /** Writes them into a tokenizer's description and gives it back. */
    ObjectNode applyTo(ObjectNode tokenizer) {
        normaliserOf(tokenizer, "BertNormalizer").forEach(node -> normaliser.forEach(node::set));
        if (!prefixSpace.isEmpty()) {
            for (String part : List.of("pre_tokenizer", "post_processor")) {
                if (tokenizer.path(part) instanceof ObjectNode node
                        && node.path("add_prefix_space").isBoolean()) {
                    node.put("add_prefix_space", Boolean.parseBoolean(prefixSpace));
                }
            }
        }
        if (lowerCaseFirst) {
            lowerCase(tokenizer);
        }
        addSpecial(tokenizer);
        if (surround != null) {
            tokenizer.set("post_processor", surround.processor(token -> knownId(tokenizer, token)));
        }
        if (splitsSpecial && tokenizer.path(ADDED) instanceof ArrayNode added) {
            // What the tokenizer puts around a text has its ids elsewhere.
            added.removeIf(token -> token.path("special").asBoolean());
        }
        return tokenizer;
    }

    /** The library looks at the normaliser itself, not into a sequence of them. */
    private static List<ObjectNode> normaliserOf(ObjectNode tokenizer, String type) {
        return tokenizer.path(NORMALISER) instanceof ObjectNode node
                        && node.path(TYPE).asText().equals(type)
                ? List.of(node)
                : List.of();
    }

    private static void lowerCase(ObjectNode tokenizer) {
        JsonNode own = tokenizer.path(NORMALISER);
        ObjectNode sequence = JSON.createObjectNode().put(TYPE, "Sequence");
        ArrayNode steps = sequence.putArray("normalizers");
        steps.addObject().put(TYPE, "Lowercase");
        if (own.isObject()) {
            steps.add(own);
        }
        tokenizer.set(NORMALISER, sequence);
    }

    private void addSpecial(ObjectNode tokenizer) {
        ArrayNode added = tokenizer.path(ADDED) instanceof ArrayNode present ? present : tokenizer.putArray(ADDED);
        for (JsonNode token : special) {
            String content = token.path("content").asText();
            if (!has(added, content)) {
                ObjectNode entry = token.deepCopy();
                entry.put("id", id(tokenizer, content));
                added.add(entry);
            }
        }
    }

    private static boolean has(ArrayNode added, String content) {
        for (JsonNode token : added) {
            if (token.path("content").asText().equals(content)) {
                return true;
            }
        }
        return false;
    }

    private static long knownId(ObjectNode tokenizer, String content) {
        for (JsonNode token : tokenizer.path(ADDED)) {
            if (token.path("content").asText().equals(content)) {
                return token.path("id").asLong();
            }
        }
        return id(tokenizer, content);
    }

    /** Its place in the vocabulary, or the next free one: what the library gives it. */
    private static long id(ObjectNode tokenizer, String content) {
        JsonNode vocabulary = tokenizer.path("model").path("vocab");
        if (vocabulary.path(content).isInt()) {
            return vocabulary.path(content).asInt();
        }
        if (vocabulary.isArray()) {
            for (int id = 0; id < vocabulary.size(); id++) {
                if (vocabulary.path(id).path(0).asText().equals(content)) {
                    return id;
                }
            }
        }
        return TokenizerReader.largestId(tokenizer) + 1;
    }

    /** What distinguishes tokenizers whose {@code tokenizer.json} comes out the same. */
    String identity() {
        String named = prompts.isEmpty() ? "" : '\n' + new TreeMap<>(prompts).toString();
        return (cutsStart ? "from the end\n" : "") + (oneSegment ? "one segment\n" : "") + prompt + named;
    }
}
