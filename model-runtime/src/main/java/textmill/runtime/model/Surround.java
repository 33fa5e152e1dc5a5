package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tokens around every text, where {@code tokenizer_config.json} says them by flags: the tokenizers of Llama and Gemma then
 * replace what {@code tokenizer.json} does.
 *
 * @param begin in front of a text, empty for none
 * @param end behind a text, empty for none
 */
record Surround(String begin, String end) {
    private static final Set<String> CLASSES =
            Set.of("LlamaTokenizer", "CodeLlamaTokenizer", "GemmaTokenizer", "CohereTokenizer");

    /** As the flags say; null if the tokenizer has none, or the file does not say them. */
    static @Nullable Surround of(JsonNode config) {
        String kind = config.path("tokenizer_class").asText("").replaceFirst("Fast$", "");
        boolean said = config.has("add_bos_token") || config.has("add_eos_token");
        if (!CLASSES.contains(kind) || !said) {
            return null;
        }
        return new Surround(
                config.path("add_bos_token").asBoolean(true) ? TokenizerConfig.content(config.path("bos_token")) : "",
                config.path("add_eos_token").asBoolean(false) ? TokenizerConfig.content(config.path("eos_token")) : "");
    }

    /**
     * The post-processor that does it.
     *
     * @param ids finds the id of a token
     */
    ObjectNode processor(ToLongFunction<String> ids) {
        ObjectNode processor = new ObjectMapper().createObjectNode().put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        surrounded(single, "A", 0);
        ArrayNode pair = processor.putArray("pair");
        surrounded(pair, "A", 0);
        surrounded(pair, "B", 1);
        ObjectNode special = processor.putObject("special_tokens");
        for (String token : new LinkedHashSet<>(List.of(begin, end))) {
            if (!token.isEmpty()) {
                ObjectNode entry = special.putObject(token).put("id", token);
                entry.putArray("ids").add(ids.applyAsLong(token));
                entry.putArray("tokens").add(token);
            }
        }
        return processor;
    }

    private void surrounded(ArrayNode template, String sequence, int type) {
        special(template, begin, type);
        template.addObject().putObject("Sequence").put("id", sequence).put("type_id", type);
        special(template, end, type);
    }

    private static void special(ArrayNode template, String token, int type) {
        if (!token.isEmpty()) {
            template.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
        }
    }
}
