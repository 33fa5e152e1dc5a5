package textmill.runtime.task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;

/** Finds an output among those that a graph declares. An unknown rank is settled by the first run. */
public final class OutputChoice {
    /** Names that exporters give to nothing but hidden states and embeddings. */
    public static final List<String> VECTORS = List.of("last_hidden_state", "token_embeddings", "sentence_embedding");

    private OutputChoice() {}

    /**
     * The output that the model's user states, or null for none.
     *
     * @throws ModelException if there is no output of that name
     */
    public static OnnxGraph.@Nullable Value stated(ModelSpec model) {
        String name = model.stated().output();
        if (name == null) {
            return null;
        }
        return required(model, name, "the stated output '" + name + "'", "state one of these");
    }

    /**
     * The output of that name.
     *
     * @param wanted how a refusal names it
     * @param whatToDo what a refusal says to do
     * @throws ModelException if there is no output of that name
     */
    public static OnnxGraph.Value required(ModelSpec model, String name, String wanted, String whatToDo) {
        OnnxGraph.Value value = model.graph().output(name);
        if (value == null) {
            throw new ModelException(
                    model.onnx().path(), wanted, model.graph().outputs().toString(), whatToDo);
        }
        return value;
    }

    /**
     * The outputs that the model's user states where these are several, layers of token vectors; none where it is one or none.
     *
     * @throws ModelException if one of them is not there, or they do not go together
     */
    public static List<OnnxGraph.Value> statedLayers(ModelSpec model) {
        String names = model.stated().output();
        if (names == null || !names.contains(HiddenLayers.BETWEEN)) {
            return List.of();
        }
        List<OnnxGraph.Value> layers = new ArrayList<>();
        for (String name : HiddenLayers.outputs(names)) {
            OnnxGraph.Value value = model.graph().output(name);
            boolean fits = value != null
                    && mayHaveRank(value, 3)
                    && (layers.isEmpty() || layers.get(0).last() == value.last());
            if (value == null || !fits) {
                throw new ModelException(
                        model.onnx().path(),
                        "the stated outputs " + names + ", each [batch, seq, hidden] of one width",
                        value == null ? "no " + name + " among " + model.graph().outputs() : value.toString(),
                        "state such outputs, or one");
            }
            layers.add(value);
        }
        return layers;
    }

    /** The output of that name if it may have that rank; where no output has the name, the first of that rank; or null. */
    public static OnnxGraph.@Nullable Value named(OnnxGraph graph, String name, int rank) {
        OnnxGraph.Value value = graph.output(name);
        if (value != null) {
            return mayHaveRank(value, rank) ? value : null;
        }
        return first(graph, other -> other.rank() == rank);
    }

    /** The first output that is wanted, or null. */
    public static OnnxGraph.@Nullable Value first(OnnxGraph graph, Predicate<OnnxGraph.Value> wanted) {
        return graph.outputs().stream().filter(wanted).findFirst().orElse(null);
    }

    /** True if a graph gives logits for each token, and neither token vectors nor a text's vector. */
    public static boolean givesOnlyTokenLogits(OnnxGraph graph) {
        OnnxGraph.Value logits = graph.output("logits");
        return logits != null
                && mayHaveRank(logits, 3)
                && VECTORS.stream().allMatch(name -> graph.output(name) == null);
    }

    /**
     * Refuses logits that are not as wide as the vocabulary.
     *
     * @throws ModelException naming both widths
     */
    public static void requireVocabulary(ModelSpec model, OnnxGraph.Value logits) {
        long vocabulary = model.config().path("vocab_size").asLong(-1);
        if (vocabulary > 0 && logits.last() > 0 && logits.last() != vocabulary) {
            throw new ModelException(
                    model.onnx().path(),
                    "output " + logits.name() + " with vocab_size " + vocabulary + " of config.json",
                    logits.dimensions(),
                    "put together the files of one model, or export it with the task fill-mask");
        }
    }

    /** True if the file declares that rank or none. */
    public static boolean mayHaveRank(OnnxGraph.Value value, int rank) {
        return value.rank() == rank || value.rank() < 0;
    }
}
