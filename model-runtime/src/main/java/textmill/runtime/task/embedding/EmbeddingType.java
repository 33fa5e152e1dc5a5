package textmill.runtime.task.embedding;

import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.HiddenLayers;
import textmill.runtime.task.OutputChoice;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.VectorOptions;
import textmill.runtime.task.WrongTaskException;

/** Sentence embeddings: pooled hidden states, and what a model's modules make of them. */
public final class EmbeddingType implements TaskType {
    /** The kind. */
    public static final EmbeddingType INSTANCE = new EmbeddingType();

    private static final String VECTOR = "sentence_embedding";
    /** Of pre-training; no pooling of a sentence encoder ends there. */
    private static final String BERTS_OWN = "pooler_output";

    private static final List<String> TOKEN_VECTORS = List.of("last_hidden_state", "token_embeddings");

    /** What the library takes models for that give one vector; versions before 5 do not say it. */
    private static final List<String> ENCODERS = List.of("", "SentenceTransformer");

    /** Outputs that are scores whatever their shape. */
    private static final List<String> SCORES = List.of("logits", "scores", "prediction_logits", "probabilities");

    private EmbeddingType() {}

    @Override
    public String name() {
        return "embedding";
    }

    @Override
    public boolean serves(String architecture) {
        boolean model = architecture.endsWith("Model")
                && !architecture.endsWith("LMHeadModel")
                && !architecture.endsWith("DoubleHeadsModel");
        return model
                || architecture.endsWith("ForMaskedLM")
                || (architecture.endsWith("ForPreTraining") && !architecture.startsWith("Electra"));
    }

    @Override
    public boolean madeFor(ModelSpec model) {
        String architecture = model.architecture();
        if (model.layout().listsModules()) {
            boolean encoder =
                    serves(architecture) || !LIBRARY_CLASS.matcher(architecture).find() || namesVectors(model.graph());
            return encoder
                    && ENCODERS.contains(model.layout().modelType())
                    && !model.layout().lists("SpladePooling")
                    && !model.layout().isMultiVector();
        }
        if (architecture.isEmpty()) {
            return namesVectors(model.graph());
        }
        // A masked language model's architecture says nothing; many encoders were saved as one.
        return serves(architecture)
                && !(architecture.endsWith("ForMaskedLM") && OutputChoice.givesOnlyTokenLogits(model.graph()));
    }

    @Override
    public boolean fits(ModelSpec model) {
        return TaskType.super.fits(model) || model.layout().listsModules() || namesVectors(model.graph());
    }

    @Override
    public String served() {
        return "an encoder (…Model)";
    }

    /** True if an output has a name that exporters give to nothing but hidden states and embeddings. */
    private static boolean namesVectors(OnnxGraph graph) {
        return OutputChoice.VECTORS.stream().anyMatch(name -> graph.output(name) != null);
    }

    @Override
    public boolean windows() {
        return true;
    }

    @Override
    public List<TaskOption<?>> options() {
        return VectorOptions.ALL;
    }

    @Override
    public HeadSpec read(ModelSpec model, TaskOptions options) {
        return read(model).written(VectorOptions.read(options), model);
    }

    private EmbeddingSpec read(ModelSpec model) {
        ModulesOfEmbedding modules = new ModulesOfEmbedding(model);
        List<OnnxGraph.Value> layers = OutputChoice.statedLayers(model);
        if (!layers.isEmpty()) {
            return new EmbeddingSpec(HiddenLayers.names(layers), modules.behindTokens(layers.get(0)));
        }
        OnnxGraph.Value stated = OutputChoice.stated(model);
        OnnxGraph.Value named = stated == null ? namedByFiles(model) : null;
        if (named != null && named.rank() == 2) {
            return new EmbeddingSpec(named.name(), modules.behindPooled(named));
        }
        OnnxGraph.Value known = stated == null ? named : stated;
        OnnxGraph.Value vector = known == null ? vector(model) : known;
        if (vector != null && OutputChoice.mayHaveRank(vector, 2)) {
            return new EmbeddingSpec(vector.name(), modules.behindVector(vector));
        }
        OnnxGraph.Value hidden = known == null ? tokenVectors(model.graph()) : known;
        if (hidden != null && OutputChoice.mayHaveRank(hidden, 3)) {
            return new EmbeddingSpec(hidden.name(), modules.behindTokens(hidden));
        }
        throw new WrongTaskException(
                this, model, "an output last_hidden_state [batch, seq, hidden] or sentence_embedding [batch, hidden]");
    }

    /**
     * The transformer's output that the modules' files name, where it is not the usual one and the modules are not in the
     * graph already.
     */
    private static OnnxGraph.@Nullable Value namedByFiles(ModelSpec model) {
        String name = model.layout().transformerOutput();
        if (name == null || TOKEN_VECTORS.contains(name) || model.graph().output(VECTOR) != null) {
            return null;
        }
        return OutputChoice.required(
                model,
                name,
                "the output " + name + ", which the sentence encoder's settings name",
                "export the model with it, or state the output");
    }

    /** One vector for each text, unless its user wants to pool; one value for each token has a free last dimension. */
    private static OnnxGraph.@Nullable Value vector(ModelSpec model) {
        OnnxGraph graph = model.graph();
        if (model.stated().pooling() != null && tokenVectors(graph) != null) {
            return null;
        }
        OnnxGraph.Value named = graph.output(VECTOR);
        if (named != null && OutputChoice.mayHaveRank(named, 2)) {
            return named;
        }
        OnnxGraph.Value only = graph.outputs().size() == 1 ? graph.outputs().get(0) : null;
        if (only == null || only.rank() != 2 || only.last() <= 0 || SCORES.contains(only.name())) {
            return null;
        }
        return only.name().equals(BERTS_OWN) && model.layout().lists("Pooling") ? null : only;
    }

    private static OnnxGraph.@Nullable Value tokenVectors(OnnxGraph graph) {
        for (String name : TOKEN_VECTORS) {
            OnnxGraph.Value value = graph.output(name);
            if (value != null) {
                return OutputChoice.mayHaveRank(value, 3) ? value : null;
            }
        }
        // Of several, nothing says which one is meant.
        List<OnnxGraph.Value> others = graph.outputs().stream()
                .filter(value -> value.rank() == 3 && !SCORES.contains(value.name()))
                .toList();
        return others.size() == 1 ? others.get(0) : null;
    }
}
