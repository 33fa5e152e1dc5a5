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
    private static final Set<String> DENSE_KEYS = Set.of(
            "in_features", "out_features", "bias", "activation_function", "module_input_name", "module_output_name");

    private final ModelFiles files;
    private final SentenceLayout.Entry entry;
    private final Path file;
    private final JsonNode config;

    ModuleReader(ModelFiles files, SentenceLayout.Entry entry) {
        this.files = files;
        this.entry = entry;
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
                    default ->
                        throw new ModelException(
                                files.path(SentenceLayout.MODULES),
                                "modules of these: Transformer, Pooling, Dense, LayerNorm, Normalize",
                                entry.type(),
                                "export the model with its whole pipeline in the graph (output " + VECTOR
                                        + "), or use another model");
                };
        requireVectors();
        return module;
    }

    /** Modules of multi-vector models work on token vectors. */
    private void requireVectors() {
        for (String key : List.of("module_input_name", "module_output_name")) {
            String name = config.path(key).asText(VECTOR);
            if (!config.path(key).isNull() && !name.equals(VECTOR)) {
                throw misfit(key + " " + VECTOR, name, "use a model that gives one vector for each text");
            }
        }
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
