package textmill.runtime.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what the rest must know of a tokenizer before it runs. */
final class TokenizerReader {
    private static final int DEFAULT_MAX_TOKENS = 512;

    /** Above this, {@code model_max_length} is the placeholder that means "unknown". */
    private static final long UNKNOWN_LENGTH = 1_000_000;

    /** Families whose vocabulary file says all that their tokenizer does. */
    private static final Set<String> WORD_PIECES =
            Set.of("bert", "distilbert", "electra", "mobilebert", "convbert", "layoutlm");

    /** Their tokenizers, which cut words at blanks and punctuation before anything else; others look a word up elsewhere. */
    private static final Set<String> WORD_PIECE_CLASSES = Set.of(
            "",
            "BertTokenizer",
            "DistilBertTokenizer",
            "ElectraTokenizer",
            "MobileBertTokenizer",
            "ConvBertTokenizer",
            "LayoutLMTokenizer",
            "PreTrainedTokenizer");

    /** Names of the setting that says how many positions a model has. */
    private static final List<String> POSITIONS = List.of("max_position_embeddings", "n_positions");

    /** So that neither the order of keys nor white space matters. */
    private static final ObjectMapper SORTED =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    private final ModelFiles files;
    private final JsonNode config;
    private final TransformerSettings sentence;
    private final Path file;
    private long largestId;

    TokenizerReader(ModelFiles files, JsonNode config) {
        this.files = files;
        this.config = config;
        this.sentence = TransformerSettings.read(files);
        this.file = file();
    }

    private Path file() {
        String family = config.path("model_type").asText();
        if (files.has(TokenizerSource.FILE) || !files.has(TokenizerSource.VOCABULARY)) {
            return files.present(files.path(TokenizerSource.FILE), "a Hugging Face tokenizer");
        }
        Path vocabulary = files.present(files.path(TokenizerSource.VOCABULARY), "a vocabulary");
        String kind = files.optionalJson(TokenizerConfig.FILE, "the tokenizer's configuration")
                .path("tokenizer_class")
                .asText("");
        if (!WORD_PIECES.contains(family) || !WORD_PIECE_CLASSES.contains(kind.replaceFirst("Fast$", ""))) {
            throw new ModelException(
                    files.path(TokenizerSource.FILE),
                    "a Hugging Face tokenizer; " + TokenizerSource.VOCABULARY + " is enough for BERT and its like only",
                    "no such file, and a model of type '" + family + "'" + (kind.isEmpty() ? "" : " with a " + kind),
                    "make one: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)");
        }
        return vocabulary;
    }

    /**
     * Reads it.
     *
     * @param prompt text in front of every text
     * @param named texts that may be put there instead
     */
    TokenizerFile read(@Nullable Integer wantedMaxTokens, String prompt, Map<String, String> named) {
        ObjectNode tokenizer = TokenizerSource.read(file);
        JsonNode tokenizerConfig = sentence.over(TokenizerConfig.read(files, tokenizer));
        TokenizerSettings settings = TokenizerSettings.read(
                        tokenizerConfig, config.path("model_type").asText(), sentence.lowerCase(), prompt)
                .withPrompts(named);
        settings.applyTo(tokenizer);
        if (tokenizer.path("model").path("vocab").isEmpty()) {
            throw new ModelException(
                    file, "a vocabulary at model.vocab", "none", "use a 'fast' tokenizer's tokenizer.json");
        }
        checkTemplates(tokenizer.path("post_processor"));
        largestId = largestId(tokenizer);
        int padId = padId(tokenizer, tokenizerConfig);
        int limit = modelLimit(padId, tokenizerConfig);
        if (wantedMaxTokens != null && (wantedMaxTokens < 3 || wantedMaxTokens > limit)) {
            throw new ModelException(
                    file,
                    "a token limit from 3 to " + limit,
                    String.valueOf(wantedMaxTokens),
                    "change the configured limit");
        }
        return new TokenizerFile(
                file,
                identity(tokenizer, settings),
                wantedMaxTokens == null ? limit : wantedMaxTokens,
                padId,
                settings);
    }

    /** The library ends the process over a template with a token that it does not define. */
    private void checkTemplates(JsonNode processor) {
        processor.path("processors").forEach(this::checkTemplates);
        if (!processor.path("type").asText().equals("TemplateProcessing")) {
            return;
        }
        for (String template : List.of("single", "pair")) {
            for (JsonNode piece : processor.path(template)) {
                JsonNode token = piece.path("SpecialToken").path("id");
                if (token.isTextual() && !processor.path("special_tokens").has(token.asText())) {
                    throw new ModelException(
                            file,
                            "a post_processor that defines its special tokens",
                            "no " + token.asText() + " in its special_tokens",
                            ModelFiles.REFETCH);
                }
            }
        }
    }

    /** The largest id that {@link #read} found. */
    long largestId() {
        return largestId;
    }

    static long largestId(JsonNode tokenizer) {
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

    private int modelLimit(int padId, JsonNode tokenizerConfig) {
        long limit = DEFAULT_MAX_TOKENS;
        long positions = POSITIONS.stream()
                .mapToLong(name -> config.path(name).asLong(0))
                .filter(count -> count > 0)
                .findFirst()
                .orElse(0);
        if (positions > 0) {
            limit = PositionNumbers.of(config.path("model_type").asText()).tokens((int) positions, padId);
        }
        // What the sentence encoder says takes the place of what its tokenizer says.
        long stated = sentence.maxTokens();
        if (stated <= 0) {
            stated = tokenizerConfig.path("model_max_length").asLong(Long.MAX_VALUE);
        }
        if (stated > 0 && stated < UNKNOWN_LENGTH) {
            limit = positions > 0 ? Math.min(limit, stated) : stated;
        }
        return (int) limit;
    }

    private int padId(JsonNode tokenizer, JsonNode tokenizerConfig) {
        String content = TokenizerConfig.content(tokenizerConfig.path("pad_token"));
        for (JsonNode added : tokenizer.path("added_tokens")) {
            if (added.path("content").asText().equals(content)) {
                return added.path("id").asInt();
            }
        }
        JsonNode baked = tokenizer.path("padding").path("pad_id");
        return config.path("pad_token_id").isInt() ? config.path("pad_token_id").asInt() : baked.asInt(0);
    }

    private static String identity(ObjectNode content, TokenizerSettings settings) {
        content.remove("padding");
        content.remove("truncation");
        try {
            String own = Sha256.of(SORTED.writeValueAsBytes(content));
            String more = settings.identity();
            return more.isEmpty() ? own : Sha256.of((own + '\n' + more).getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read can be written", e);
        }
    }
}
