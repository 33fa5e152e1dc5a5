package textmill.runtime.task;

import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelSpec;

/** The numbers that a {@code …ForSequenceClassification} gives for a text: scores of labels, or values. */
public final class SequenceOutput {
    private static final String LOGITS = "logits";
    private static final String REGRESSION = "regression";
    private static final String MULTI_LABEL = "multi_label_classification";

    private SequenceOutput() {}

    /**
     * The output {@code [batch, labels]}: as stated, or {@code logits}, or the only one of two dimensions; else null.
     *
     * @param other name of an output that is never meant
     * @throws textmill.runtime.model.ModelException if there is no output of the stated name
     */
    public static OnnxGraph.@Nullable Value of(ModelSpec model, String other) {
        OnnxGraph graph = model.graph();
        OnnxGraph.Value stated = OutputChoice.stated(model);
        if (stated != null) {
            return OutputChoice.mayHaveRank(stated, 2) ? stated : null;
        }
        if (graph.output(LOGITS) != null) {
            return OutputChoice.named(graph, LOGITS, 2);
        }
        // Of several, nothing says which one is meant.
        List<OnnxGraph.Value> others = graph.outputs().stream()
                .filter(value -> value.rank() == 2 && !value.name().equals(other))
                .toList();
        return others.size() == 1 ? others.get(0) : null;
    }

    /** True if the files say that the numbers are values and not scores of labels: a regression, or a reranker. */
    public static boolean givesNumbers(ModelSpec model) {
        if (saysRegression(model) || problem(model).equals(MULTI_LABEL)) {
            return saysRegression(model);
        }
        OnnxGraph.Value output = of(model, "");
        long width = output == null ? -1 : output.last();
        return width > 0 ? width == 1 : model.labels().size() == 1;
    }

    /** True if the files call it a regression: numbers as they are. */
    public static boolean saysRegression(ModelSpec model) {
        return problem(model).equals(REGRESSION);
    }

    private static String problem(ModelSpec model) {
        return model.config().path("problem_type").asText("");
    }

    /** True if the graph makes an output by an operator, so that nothing is to be done any more. */
    public static boolean endsIn(ModelSpec model, OnnxGraph.Value output, String operator) {
        return model.graph().makers().getOrDefault(output.name(), "").equals(operator);
    }
}
