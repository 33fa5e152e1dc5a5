package textmill.runtime.task;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;

/** Finds an output among those that a graph declares. An unknown rank is settled by the first run. */
public final class OutputChoice {
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
        OnnxGraph.Value value = model.graph().output(name);
        if (value == null) {
            throw new ModelException(
                    model.onnx().path(),
                    "the stated output '" + name + "'",
                    model.graph().outputs().toString(),
                    "state one of these");
        }
        return value;
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

    /** True if the file declares that rank or none. */
    public static boolean mayHaveRank(OnnxGraph.Value value, int rank) {
        return value.rank() == rank || value.rank() < 0;
    }
}
