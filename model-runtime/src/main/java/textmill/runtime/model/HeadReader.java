package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;

/** Chooses the outputs that a task reads and checks them against the configuration. */
final class HeadReader {
    private static final String CONFIG = "config.json";
    private static final String OUT_OF_SCOPE = "out_of_scope";
    private static final float DEFAULT_FLAG_THRESHOLD = 0.5f;

    private final ModelFiles files;
    private final JsonNode config;
    private final Path onnx;

    HeadReader(ModelFiles files, JsonNode config, Path onnx) {
        this.files = files;
        this.config = config;
        this.onnx = onnx;
    }

    HeadSpec read(TaskKind kind, OnnxGraph graph) {
        return switch (kind) {
            case EMBEDDING -> embedding(graph);
            case CLASSIFICATION -> classification(graph);
            case REPLACED_TOKENS -> replacedTokens(graph);
        };
    }

    private HeadSpec embedding(OnnxGraph graph) {
        JsonNode modules = files.optionalJson("modules.json", "the sentence encoder's modules");
        boolean normalise = modules.isMissingNode();
        for (JsonNode module : modules) {
            normalise |= module.path("type").asText().endsWith("Normalize");
        }
        OnnxGraph.Value pooled = graph.output("sentence_embedding");
        if (pooled != null && ranked(pooled, 2)) {
            return new HeadSpec.Embedding(pooled.name(), Pooling.IN_MODEL, normalise);
        }
        OnnxGraph.Value hidden = graph.output("last_hidden_state");
        if (hidden == null || !ranked(hidden, 3)) {
            hidden = first(graph, value -> value.rank() == 3);
        }
        if (hidden != null) {
            checkWidth(hidden);
            return new HeadSpec.Embedding(hidden.name(), pooling(), normalise);
        }
        // One value per token has the rank of one vector per text, but its last dimension is free.
        OnnxGraph.Value flat = first(graph, value -> value.rank() == 2 && value.last() > 0);
        if (flat != null && graph.outputs().size() == 1) {
            return new HeadSpec.Embedding(flat.name(), Pooling.IN_MODEL, normalise);
        }
        throw noOutput(graph, "an output last_hidden_state [batch, seq, hidden] or sentence_embedding [batch, hidden]");
    }

    private void checkWidth(OnnxGraph.Value hidden) {
        long configured = config.path("hidden_size").asLong(config.path("dim").asLong(-1));
        if (configured > 0 && hidden.last() > 0 && hidden.last() != configured) {
            throw new ModelException(
                    onnx,
                    "output " + hidden.name() + " with hidden_size " + configured + " of config.json",
                    OnnxFileReader.shape(java.util.Objects.requireNonNull(hidden.shape())),
                    "put together the files of one model");
        }
    }

    private Pooling pooling() {
        String name = "1_Pooling/config.json";
        JsonNode pooling = files.optionalJson(name, "the pooling's configuration");
        if (pooling.isMissingNode() || pooling.path("pooling_mode_mean_tokens").asBoolean()) {
            return Pooling.MEAN;
        }
        if (pooling.path("pooling_mode_cls_token").asBoolean()) {
            return Pooling.CLS;
        }
        throw new ModelException(
                files.path(name),
                "pooling_mode_mean_tokens or pooling_mode_cls_token",
                pooling.toString(),
                "export the model with the pooling in the graph (output sentence_embedding)");
    }

    private HeadSpec classification(OnnxGraph graph) {
        if (config.path("problem_type").asText().equals("multi_label_classification")) {
            throw new ModelException(
                    files.path(CONFIG),
                    "single-label classification",
                    "multi_label_classification",
                    "use another model");
        }
        List<String> labels = labels();
        OnnxGraph.Value logits = named(graph, "logits", 2);
        if (logits == null) {
            throw noOutput(graph, "an output logits [batch, labels]");
        }
        long width = logits.last();
        if (labels.isEmpty() && width > 0) {
            for (int i = 0; i < width; i++) {
                labels.add("LABEL_" + i);
            }
        }
        if (labels.size() < 2 || (width > 0 && width != labels.size())) {
            throw new ModelException(
                    files.path(CONFIG),
                    width > 0 ? "id2label with the " + width + " labels of " + onnx : "id2label with at least 2 labels",
                    labels.size() + " labels",
                    "put together the files of one model");
        }
        OnnxGraph.Value outOfScope = graph.output(OUT_OF_SCOPE);
        JsonNode settings = config.path("textmill");
        JsonNode threshold = settings.path("out_of_scope_threshold");
        return new HeadSpec.Classification(
                logits.name(),
                outOfScope == null ? null : OUT_OF_SCOPE,
                List.copyOf(labels),
                temperature(settings),
                threshold.isNumber() ? probability(settings, "out_of_scope_threshold", 0) : null);
    }

    private List<String> labels() {
        JsonNode names = config.path("id2label");
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            JsonNode name = names.path(String.valueOf(i));
            if (!name.isTextual()) {
                throw new ModelException(
                        files.path(CONFIG),
                        "id2label with the keys 0 to " + (names.size() - 1),
                        "no key " + i,
                        "number the labels without gaps");
            }
            labels.add(name.asText());
        }
        return labels;
    }

    private HeadSpec replacedTokens(OnnxGraph graph) {
        OnnxGraph.Value logits = named(graph, "logits", 2);
        if (logits == null) {
            logits = first(graph, value -> value.rank() == 3 && value.last() == 1);
        }
        // One logit per class has the rank of one logit per token, but its last dimension is fixed.
        if (logits == null || (logits.rank() == 2 && logits.last() > 0)) {
            throw noOutput(graph, "an output logits [batch, seq]");
        }
        JsonNode settings = config.path("textmill");
        return new HeadSpec.ReplacedTokens(
                logits.name(),
                temperature(settings),
                (float) settings.path("calibration").path("bias").asDouble(0),
                probability(settings, "flag_threshold", DEFAULT_FLAG_THRESHOLD));
    }

    private float temperature(JsonNode settings) {
        double value = settings.path("calibration").path("temperature").asDouble(1);
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new ModelException(
                    files.path(CONFIG),
                    "textmill.calibration.temperature above 0",
                    String.valueOf(value),
                    "correct it");
        }
        return (float) value;
    }

    private float probability(JsonNode settings, String key, float absent) {
        double value = settings.path(key).asDouble(absent);
        if (!(value >= 0 && value <= 1)) {
            throw new ModelException(
                    files.path(CONFIG), "textmill." + key + " from 0 to 1", String.valueOf(value), "correct it");
        }
        return (float) value;
    }

    private static OnnxGraph.@Nullable Value named(OnnxGraph graph, String name, int rank) {
        OnnxGraph.Value value = graph.output(name);
        if (value != null) {
            return ranked(value, rank) ? value : null;
        }
        return first(graph, other -> other.rank() == rank && !other.name().equals(OUT_OF_SCOPE));
    }

    /** An unknown rank is settled by the first run. */
    private static boolean ranked(OnnxGraph.Value value, int rank) {
        return value.rank() == rank || value.rank() < 0;
    }

    private static OnnxGraph.@Nullable Value first(OnnxGraph graph, Predicate<OnnxGraph.Value> wanted) {
        return graph.outputs().stream().filter(wanted).findFirst().orElse(null);
    }

    private WrongTaskException noOutput(OnnxGraph graph, String expected) {
        List<String> found = graph.outputs().stream()
                .map(value -> value.name() + (value.shape() == null ? "" : " " + OnnxFileReader.shape(value.shape())))
                .toList();
        return new WrongTaskException(
                onnx, "for this task " + expected, found.isEmpty() ? "no outputs" : String.join(", ", found));
    }
}
