package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one module of a sentence encoder from its directory; what it does not know it refuses by name. */
final class ModuleReader {
    static final String CONFIG = "config.json";

    private static final String WEIGHTS = "model.safetensors";
    private static final String PICKLE = "pytorch_model.bin";
    private static final String VECTOR = "sentence_embedding";
    private static final String TOKENS = "token_embeddings";
    private static final Set<String> DENSE_KEYS = Set.of(
            "in_features", "out_features", "bias", "activation_function", "module_input_name", "module_output_name");

    private final ModelFiles files;
    private final SentenceLayout.Entry entry;
    private final boolean multiVector;
    private final Path file;
    private final JsonNode config;

    /**
     * A reader of one module.
     *
     * @param multiVector layers that do not say what they take work on each token
     */
    ModuleReader(ModelFiles files, SentenceLayout.Entry entry, boolean multiVector) {
        this.files = files;
        this.entry = entry;
        this.multiVector = multiVector;
        this.file = files.path(inside(CONFIG));
        // Old Normalize modules have no directory at all.
        this.config = SentenceLayout.KNOWN.contains(entry.name()) && files.has(inside(CONFIG))
                ? files.json(inside(CONFIG), "the configuration of a " + entry.name() + " module")
                : MissingNode.getInstance();
    }

    SentenceModule read() {
        SentenceModule module =
                switch (entry.name()) {
                    case "Pooling" -> pooling();
                    case "Dense" -> dense();
                    case "LayerNorm" -> layerNorm();
                    case "Normalize" -> new SentenceModule.Normalize();
                    case "SpladePooling" -> splade();
                    case "MultiVectorMask" -> mask();
                    default ->
                        throw new ModelException(
                                files.path(SentenceLayout.MODULES),
                                "modules of these: Transformer, Pooling, Dense, LayerNorm, Normalize, SpladePooling,"
                                        + " MultiVectorMask",
                                entry.type(),
                                "export the model with its whole pipeline in the graph (output " + VECTOR
                                        + "), or use another model");
                };
        return ofTokens(module) ? new SentenceModule.EachToken(module) : module;
    }

    /** Modules work on the text's vector unless they name the tokens' for what they take and give. */
    private boolean ofTokens(SentenceModule module) {
        boolean ofVectors = module instanceof SentenceModule.Dense
                || module instanceof SentenceModule.LayerNorm
                || module instanceof SentenceModule.Normalize;
        String takes =
                name("module_input_name", multiVector && module instanceof SentenceModule.Dense ? TOKENS : VECTOR);
        String gives = name("module_output_name", takes);
        if (!takes.equals(gives) || !(takes.equals(VECTOR) || (ofVectors && takes.equals(TOKENS)))) {
            throw misfit(
                    "module_input_name and module_output_name " + VECTOR + ", or both " + TOKENS,
                    takes + " and " + gives,
                    "use another model");
        }
        return takes.equals(TOKENS);
    }

    private String name(String key, String absent) {
        return config.path(key).isNull() ? absent : config.path(key).asText(absent);
    }

    private SentenceModule mask() {
        JsonNode tasks = config.path("skiplist_tasks");
        List<String> words = strings(config.path("skiplist_words"));
        // Where nothing is said, documents are the only ones that the library skips words for.
        boolean skips = !tasks.isArray() || strings(tasks).contains(SearchSide.DOCUMENT);
        boolean skipsInQueries = tasks.isArray() && strings(tasks).contains(SearchSide.QUERY);
        List<Integer> only = new ArrayList<>();
        for (JsonNode id : config.path("keep_only_token_ids")) {
            if (!id.isInt() || id.asInt() < 0) {
                throw misfit("keep_only_token_ids that are ids", id.toString(), "correct it");
            }
            only.add(id.asInt());
        }
        return new SentenceModule.TokenMask(skips ? words : List.of(), only, skipsInQueries ? words : List.of());
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }

    private SentenceModule splade() {
        boolean sum = word("pooling_strategy", "max", List.of("max", "sum")).equals("sum");
        boolean twice = word("activation_function", "relu", List.of("relu", "log1p_relu"))
                .equals("log1p_relu");
        return new SentenceModule.Splade(sum, twice);
    }

    private String word(String key, String absent, List<String> known) {
        String word = config.path(key).asText(absent);
        if (!known.contains(word)) {
            throw misfit(
                    key + " of these: " + String.join(", ", known),
                    config.path(key).toString(),
                    "use another model");
        }
        return word;
    }

    private SentenceModule pooling() {
        requireConfig();
        List<PoolingMode> modes = new ArrayList<>();
        JsonNode named = config.path("pooling_mode");
        if (named.isTextual()) {
            modes.add(mode(named.asText()));
        } else if (named.isArray() && !named.isEmpty()) {
            named.forEach(mode -> modes.add(mode(mode.asText())));
        } else if (!named.isMissingNode()) {
            throw misfit("pooling_mode that is a name or a list of names", named.toString(), "correct it");
        } else {
            modes.addAll(flagged());
        }
        return new SentenceModule.Pooling(modes, config.path("include_prompt").asBoolean(true));
    }

    private PoolingMode mode(String name) {
        for (PoolingMode mode : PoolingMode.values()) {
            if (mode.libraryName().equals(name)) {
                return mode;
            }
        }
        throw misfit("a pooling_mode of these: " + PoolingMode.names(), "'" + name + "'", "use another model");
    }

    /** Up to version 5.3 a flag for each mode; the library then concatenates in the order of {@link PoolingMode}. */
    private List<PoolingMode> flagged() {
        List<PoolingMode> modes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> flag : config.properties()) {
            if (flag.getKey().startsWith("pooling_mode_") && flag.getValue().asBoolean()) {
                String name = flag.getKey().substring("pooling_mode_".length());
                modes.add(mode(
                        switch (name) {
                            case "cls_token" -> "cls";
                            case "max_tokens" -> "max";
                            case "mean_tokens" -> "mean";
                            case "weightedmean_tokens" -> "weightedmean";
                            default -> name;
                        }));
            }
        }
        modes.sort(null);
        // The library's own default where no flag is set.
        return modes.isEmpty() ? List.of(PoolingMode.MEAN) : modes;
    }

    private SentenceModule dense() {
        requireConfig();
        for (Map.Entry<String, JsonNode> setting : config.properties()) {
            boolean off = setting.getValue().isNull()
                    || setting.getValue().equals(com.fasterxml.jackson.databind.node.BooleanNode.FALSE);
            if (!DENSE_KEYS.contains(setting.getKey()) && !off) {
                throw misfit(
                        "settings of these: "
                                + String.join(", ", DENSE_KEYS.stream().sorted().toList()),
                        setting.getKey(),
                        "use another model; what this setting does is not known here");
            }
        }
        int in = size("in_features");
        int out = size("out_features");
        Safetensors tensors = weights();
        List<Long> shape = tensors.shape("linear.weight");
        if (!shape.isEmpty() && !shape.equals(List.of((long) out, (long) in))) {
            throw misfit(
                    "in_features and out_features of the weights, " + shape.get(1) + " and " + shape.get(0),
                    in + " and " + out,
                    "put together the files of one model");
        }
        Weights bias = config.path("bias").asBoolean(true) ? tensors.tensor("linear.bias", out) : null;
        return new SentenceModule.Dense(
                in, tensors.tensor("linear.weight", Math.multiplyExact(in, out)), bias, activation());
    }

    private Activation activation() {
        JsonNode name = config.path("activation_function");
        if (name.isNull()) {
            return Activation.IDENTITY;
        }
        @Nullable Activation activation = name.isMissingNode() ? Activation.TANH : Activation.ofClass(name.asText());
        if (activation == null) {
            throw misfit("an activation_function of these: " + Activation.names(), name.asText(), "use another model");
        }
        return activation;
    }

    private SentenceModule layerNorm() {
        requireConfig();
        int dimension = size("dimension");
        Safetensors tensors = weights();
        return new SentenceModule.LayerNorm(
                tensors.tensor("norm.weight", dimension), tensors.tensor("norm.bias", dimension));
    }

    private Safetensors weights() {
        if (!files.has(inside(WEIGHTS)) && files.has(inside(PICKLE))) {
            throw new ModelException(
                    files.path(inside(PICKLE)),
                    "weights in " + WEIGHTS,
                    PICKLE + " alone, a Python pickle: reading it may run code",
                    "load the model with sentence-transformers and save it again: SentenceTransformer(DIR).save(DIR)");
        }
        return Safetensors.open(files.present(files.path(inside(WEIGHTS)), "weights of a " + entry.name() + " module"));
    }

    private int size(String key) {
        JsonNode value = config.path(key);
        if (!value.isInt() || value.asInt() < 1) {
            throw misfit(key + " from 1", value.isMissingNode() ? "none" : value.toString(), ModelFiles.REFETCH);
        }
        return value.asInt();
    }

    private void requireConfig() {
        if (config.isMissingNode()) {
            files.present(file, "the configuration of a " + entry.name() + " module");
        }
    }

    private ModelException misfit(String expected, String found, String remedy) {
        return new ModelException(file, expected, found, remedy);
    }

    private String inside(String name) {
        return entry.path().isEmpty() ? name : entry.path() + "/" + name;
    }
}
