package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a sentence encoder's files say of its transformer: {@code sentence_bert_config.json}, or the same under an older name.
 * The arguments of the library's tokenizer that stand there take the place of what {@code tokenizer_config.json} says.
 */
final class TransformerSettings {
    /** The first one that there is counts. */
    private static final List<String> NAMES = List.of(
            "sentence_bert_config.json",
            "sentence_roberta_config.json",
            "sentence_distilbert_config.json",
            "sentence_camembert_config.json",
            "sentence_albert_config.json",
            "sentence_xlm-roberta_config.json",
            "sentence_xlnet_config.json");

    /** Arguments for loading the tokenizer, as versions from 5.4 on and earlier ones name them. */
    private static final List<String> LOADING = List.of("processor_kwargs", "tokenizer_args");

    /** Of those, what is done here: the same settings as in {@code tokenizer_config.json}. */
    private static final Set<String> DONE = Set.of(
            "model_max_length",
            "padding_side",
            "truncation_side",
            "do_lower_case",
            "strip_accents",
            "tokenize_chinese_chars",
            "add_prefix_space",
            "add_bos_token",
            "add_eos_token",
            "split_special_tokens");

    /** And what changes no token. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "use_fast",
            "trust_remote_code",
            "cache_dir",
            "revision",
            "token",
            "local_files_only",
            "subfolder",
            "clean_up_tokenization_spaces");

    /** Arguments for calling it. */
    private static final String CALLING = "processing_kwargs";

    private static final String MOST = "max_length";

    /** What is so anyhow: texts that are too long are cut, and the mask says what is padding. */
    private static final Map<String, Set<String>> SO_ANYHOW = Map.of(
            "truncation", Set.of("true", "longest_first"),
            "padding", Set.of("true", "false", "longest", "max_length"),
            "add_special_tokens", Set.of("true"),
            "return_attention_mask", Set.of("true"));

    private static final String OUTPUTS = "modality_config";
    private static final String EXPANSION = "query_expansion";
    private static final String NOT_KNOWN = "use another model; what this setting does is not known here";

    private final Path file;
    private final JsonNode json;

    private TransformerSettings(Path file, JsonNode json) {
        this.file = file;
        this.json = json;
    }

    /** Reads those of a transformer's directory, if there are any. */
    static TransformerSettings read(ModelFiles files) {
        String name = NAMES.stream().filter(files::has).findFirst().orElse(NAMES.get(0));
        return new TransformerSettings(
                files.path(name), files.optionalJson(name, "the sentence encoder's configuration"));
    }

    /** The file, for messages. */
    Path file() {
        return file;
    }

    /** Texts become lower case before the tokenizer sees them. */
    boolean lowerCase() {
        return json.path("do_lower_case").asBoolean();
    }

    /**
     * {@code tokenizer_config.json} with the arguments that stand here instead.
     *
     * @param config is changed
     * @throws ModelException naming an argument whose meaning is not known
     */
    ObjectNode over(ObjectNode config) {
        for (String key : LOADING) {
            for (Map.Entry<String, JsonNode> argument : json.path(key).properties()) {
                if (DONE.contains(argument.getKey())) {
                    config.set(argument.getKey(), argument.getValue());
                } else if (!WITHOUT_EFFECT.contains(argument.getKey())) {
                    throw misfit(key + " of these: " + sorted(DONE), argument.getKey(), NOT_KNOWN);
                }
            }
        }
        return config;
    }

    /**
     * Most tokens of a text, special ones included; 0 if these files do not say.
     *
     * @throws ModelException if it is no such number, or an argument's meaning is not known
     */
    int maxTokens() {
        int called = Math.max(calling("text"), 0);
        int common = calling("common");
        if (called > 0 || common > 0) {
            return common > 0 ? common : called;
        }
        for (String key : LOADING) {
            if (json.path(key).has("model_max_length")) {
                return 0; // it stands in the tokenizer's configuration now
            }
        }
        return count(json.path("max_seq_length"), "max_seq_length");
    }

    /** The most tokens that arguments for calling the tokenizer name, or 0. */
    private int calling(String kind) {
        String where = CALLING + "." + kind;
        for (Map.Entry<String, JsonNode> argument :
                json.path(CALLING).path(kind).properties()) {
            boolean known = argument.getKey().equals(MOST)
                    || SO_ANYHOW
                            .getOrDefault(argument.getKey(), Set.of())
                            .contains(argument.getValue().asText());
            if (!known) {
                throw misfit(where + " of these: " + MOST, argument.getKey() + ": " + argument.getValue(), NOT_KNOWN);
            }
        }
        return count(json.path(CALLING).path(kind).path(MOST), where + "." + MOST);
    }

    private int count(JsonNode number, String key) {
        if (number.isMissingNode() || number.isNull()) {
            return 0;
        }
        if (!number.isInt() || number.asInt() < 1) {
            throw misfit(key + " that is a whole number from 1", number.toString(), "correct it");
        }
        return number.asInt();
    }

    /**
     * How a MultiVectorEncoder reads documents, or queries.
     *
     * @throws ModelException if the library would not take it either
     */
    SearchSide side(String name) {
        String key = name + "_length";
        int most = count(json.path(key), key);
        JsonNode expansion = json.path(EXPANSION);
        boolean expands = name.equals(SearchSide.QUERY) && expansion.isObject();
        return new SearchSide("", most == 0 ? -1 : most, expands ? expansion(expansion) : null);
    }

    private SearchSide.Expansion expansion(JsonNode expansion) {
        String strategy = expansion.path("strategy").asText("");
        int length = count(expansion.path("length"), EXPANSION + ".length");
        if (length == 0 || !(strategy.equals("fixed") || strategy.equals("min"))) {
            throw misfit(
                    EXPANSION + " with a length and the strategy fixed or min", expansion.toString(), "correct it");
        }
        JsonNode token = expansion.path("token");
        return new SearchSide.Expansion(
                length,
                strategy.equals("fixed"),
                expansion.path("attend").asBoolean(),
                token.isTextual() ? token.asText() : null);
    }

    /**
     * The output of the transformer that goes into the modules behind it; null for hidden states as they are usually named.
     *
     * @throws ModelException if it is made by a template or a method that no graph has, or is one of many hidden states
     */
    @Nullable
    String output() {
        JsonNode all = json.path(OUTPUTS);
        if (all.isMissingNode() || all.isNull()) {
            return null;
        }
        if (all.has("message")) {
            throw misfit(
                    OUTPUTS + " of texts",
                    "message: every text is put into a chat template",
                    "use another model; templates are not rendered here");
        }
        JsonNode text = all.path("text");
        if (!text.path("method").asText("").equals("forward")) {
            throw misfit(
                    OUTPUTS + " with the method forward for text",
                    text.path("method").toString(),
                    NOT_KNOWN);
        }
        JsonNode name = text.path("method_output_name");
        if (name.isArray() && name.size() != 1) {
            throw misfit(
                    "one output of the graph in " + OUTPUTS + ".text.method_output_name",
                    name.toString(),
                    "export the model with that output and state its name: --output on the command line, task.NAME.output"
                            + " in the configuration or \"textmill\": {\"output\": …} in config.json");
        }
        return name.isArray() ? name.path(0).asText() : name.isTextual() ? name.asText() : null;
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    private ModelException misfit(String expected, String found, String remedy) {
        return new ModelException(file, expected, found, remedy);
    }
}
