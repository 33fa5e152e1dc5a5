package textmill.runtime.task.classification;

import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.ModelSettings;
import textmill.runtime.task.OutputChoice;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.WrongTaskException;

/** Text classification: a probability for each label. */
public final class ClassificationType implements TaskType {
    /** The kind. */
    public static final ClassificationType INSTANCE = new ClassificationType();

    private static final String OUT_OF_SCOPE = "out_of_scope";
    private static final String OUT_OF_SCOPE_THRESHOLD = "out_of_scope_threshold";

    private ClassificationType() {}

    @Override
    public String name() {
        return "classification";
    }

    @Override
    public boolean serves(String architecture) {
        return architecture.endsWith("ForSequenceClassification");
    }

    @Override
    public String served() {
        return "a …ForSequenceClassification";
    }

    @Override
    public HeadSpec read(ModelSpec model, TaskOptions options) {
        OnnxGraph.Value logits = logits(model);
        if (logits == null) {
            throw new WrongTaskException(this, model, "an output logits [batch, labels]");
        }
        ClassifierFiles files = new ClassifierFiles(model, logits);
        ModelSettings settings = new ModelSettings(model);
        return new ClassificationSpec(
                logits.name(),
                model.graph().output(OUT_OF_SCOPE) == null ? null : OUT_OF_SCOPE,
                files.labels(),
                files.activation(),
                settings.temperature(),
                settings.has(OUT_OF_SCOPE_THRESHOLD) ? settings.probability(OUT_OF_SCOPE_THRESHOLD, 0) : null);
    }

    private static OnnxGraph.@Nullable Value logits(ModelSpec model) {
        OnnxGraph graph = model.graph();
        OnnxGraph.Value stated = OutputChoice.stated(model);
        if (stated != null) {
            return OutputChoice.mayHaveRank(stated, 2) ? stated : null;
        }
        if (graph.output("logits") != null) {
            return OutputChoice.named(graph, "logits", 2);
        }
        // Of several, nothing says which one is meant.
        List<OnnxGraph.Value> others = graph.outputs().stream()
                .filter(value -> value.rank() == 2 && !value.name().equals(OUT_OF_SCOPE))
                .toList();
        return others.size() == 1 ? others.get(0) : null;
    }
}
