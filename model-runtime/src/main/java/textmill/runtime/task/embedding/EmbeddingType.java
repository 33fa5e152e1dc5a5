package textmill.runtime.task.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.OutputChoice;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.WrongTaskException;

/** Sentence embeddings: pooled, usually normalised hidden states. */
public final class EmbeddingType implements TaskType {
    /** The kind. */
    public static final EmbeddingType INSTANCE = new EmbeddingType();

    private static final String POOLING = "1_Pooling/config.json";

    private EmbeddingType() {}

    @Override
    public String name() {
        return "embedding";
    }

    @Override
    public boolean serves(String architecture) {
        return architecture.isEmpty()
                || architecture.endsWith("Model")
                || architecture.endsWith("ForMaskedLM")
                || (architecture.endsWith("ForPreTraining") && !architecture.startsWith("Electra"));
    }

    @Override
    public String served() {
        return "an encoder (…Model)";
    }

    @Override
    public HeadSpec read(ModelSpec model) {
        OnnxGraph graph = model.graph();
        JsonNode modules = model.files().optionalJson("modules.json", "the sentence encoder's modules");
        boolean normalise = modules.isMissingNode();
        for (JsonNode module : modules) {
            normalise |= module.path("type").asText().endsWith("Normalize");
        }
        OnnxGraph.Value pooled = graph.output("sentence_embedding");
        if (pooled != null && OutputChoice.mayHaveRank(pooled, 2)) {
            return new EmbeddingSpec(pooled.name(), Pooling.IN_MODEL, normalise);
        }
        OnnxGraph.Value hidden = OutputChoice.named(graph, "last_hidden_state", 3);
        if (hidden == null) {
            hidden = OutputChoice.first(graph, value -> value.rank() == 3);
        }
        if (hidden != null) {
            checkWidth(model, hidden);
            return new EmbeddingSpec(hidden.name(), pooling(model), normalise);
        }
        // One value per token has the rank of one vector per text, but its last dimension is free.
        OnnxGraph.Value flat = OutputChoice.first(graph, value -> value.rank() == 2 && value.last() > 0);
        if (flat != null && graph.outputs().size() == 1) {
            return new EmbeddingSpec(flat.name(), Pooling.IN_MODEL, normalise);
        }
        throw new WrongTaskException(
                model, "an output last_hidden_state [batch, seq, hidden] or sentence_embedding [batch, hidden]");
    }

    private static void checkWidth(ModelSpec model, OnnxGraph.Value hidden) {
        JsonNode config = model.config();
        long configured = config.path("hidden_size").asLong(config.path("dim").asLong(-1));
        if (configured > 0 && hidden.last() > 0 && hidden.last() != configured) {
            throw new ModelException(
                    model.onnx().path(),
                    "output " + hidden.name() + " with hidden_size " + configured + " of config.json",
                    hidden.dimensions(),
                    "put together the files of one model");
        }
    }

    private static Pooling pooling(ModelSpec model) {
        JsonNode pooling = model.files().optionalJson(POOLING, "the pooling's configuration");
        if (pooling.isMissingNode() || pooling.path("pooling_mode_mean_tokens").asBoolean()) {
            return Pooling.MEAN;
        }
        if (pooling.path("pooling_mode_cls_token").asBoolean()) {
            return Pooling.CLS;
        }
        throw new ModelException(
                model.files().path(POOLING),
                "pooling_mode_mean_tokens or pooling_mode_cls_token",
                pooling.toString(),
                "export the model with the pooling in the graph (output sentence_embedding)");
    }
}
