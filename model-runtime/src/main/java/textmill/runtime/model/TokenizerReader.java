package textmill.runtime.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the rest must know of a tokenizer before it runs. */
final class TokenizerReader {
    private static final String FILE = "tokenizer.json";
    private static final int DEFAULT_MAX_TOKENS = 512;

    /** Above this, {@code model_max_length} is the placeholder that means "unknown". */
    private static final long UNKNOWN_LENGTH = 1_000_000;

    /** Families whose positions start behind the padding id. */
    private static final Set<String> OFFSET_POSITIONS = Set.of("roberta", "xlm-roberta", "camembert", "mpnet");

    private final ModelFiles files;
    private final JsonNode config;
    private final JsonNode tokenizerConfig;
    private final JsonNode tokenizer;

    TokenizerReader(ModelFiles files, JsonNode config) {
        this.files = files;
        this.config = config;
        this.tokenizer = files.json(FILE, "a Hugging Face tokenizer");
        this.tokenizerConfig = files.optionalJson("tokenizer_config.json", "the tokenizer's configuration");
        JsonNode vocabulary = tokenizer.path("model").path("vocab");
        if (vocabulary.isEmpty()) {
            throw new ModelException(
                    files.path(FILE), "a vocabulary at model.vocab", "none", "use a 'fast' tokenizer's tokenizer.json");
        }
    }

    TokenizerFile read(@Nullable Integer wantedMaxTokens) {
        Path file = files.path(FILE);
        int padId = padId();
        int limit = modelLimit(padId);
        if (wantedMaxTokens != null && (wantedMaxTokens < 3 || wantedMaxTokens > limit)) {
            throw new ModelException(
                    file,
                    "a token limit from 3 to " + limit,
                    String.valueOf(wantedMaxTokens),
                    "change the configured limit");
        }
        return new TokenizerFile(file, identity(), wantedMaxTokens == null ? limit : wantedMaxTokens, padId);
    }

    long largestId() {
        long largest = -1;
        JsonNode vocabulary = tokenizer.path("model").path("vocab");
        if (vocabulary.isArray()) {
            largest = vocabulary.size() - 1L;
        } else {
            for (JsonNode id : vocabulary) {
                largest = Math.max(largest, id.asLong());
            }
        }
        for (JsonNode added : tokenizer.path("added_tokens")) {
            largest = Math.max(largest, added.path("id").asLong());
        }
        return largest;
    }

    private int modelLimit(int padId) {
        long limit = DEFAULT_MAX_TOKENS;
        long positions = config.path("max_position_embeddings").asLong(0);
        if (positions > 0) {
            limit = OFFSET_POSITIONS.contains(config.path("model_type").asText()) ? positions - padId - 1 : positions;
        }
        long tokenizerLimit = tokenizerConfig.path("model_max_length").asLong(Long.MAX_VALUE);
        if (tokenizerLimit > 0 && tokenizerLimit < UNKNOWN_LENGTH) {
            limit = positions > 0 ? Math.min(limit, tokenizerLimit) : tokenizerLimit;
        }
        long sentenceLimit = files.optionalJson("sentence_bert_config.json", "the sentence encoder's configuration")
                .path("max_seq_length")
                .asLong(0);
        return (int) (sentenceLimit > 0 ? Math.min(limit, sentenceLimit) : limit);
    }

    private int padId() {
        JsonNode named = tokenizerConfig.path("pad_token");
        String content = named.isObject() ? named.path("content").asText("") : named.asText("");
        for (JsonNode added : tokenizer.path("added_tokens")) {
            if (added.path("content").asText().equals(content)) {
                return added.path("id").asInt();
            }
        }
        JsonNode baked = tokenizer.path("padding").path("pad_id");
        return config.path("pad_token_id").isInt() ? config.path("pad_token_id").asInt() : baked.asInt(0);
    }

    private String identity() {
        ObjectNode content = tokenizer.deepCopy();
        content.remove("padding");
        content.remove("truncation");
        try {
            // Sorted through plain maps, so that neither key order nor white space matters.
            ObjectMapper sorted = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
            return Sha256.of(sorted.writeValueAsBytes(sorted.treeToValue(content, Object.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read can be written", e);
        }
    }
}
