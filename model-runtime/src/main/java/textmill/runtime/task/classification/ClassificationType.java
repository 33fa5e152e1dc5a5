package textmill.runtime.task.classification;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.ModelSettings;
import textmill.runtime.task.OutputChoice;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.WrongTaskException;

/** Text classification: softmax over labels. */
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
        if (model.config().path("problem_type").asText().equals("multi_label_classification")) {
            throw new ModelException(
                    model.configFile(),
                    "single-label classification",
                    "multi_label_classification",
                    "use another model");
        }
        OnnxGraph.Value logits = logits(model.graph());
        if (logits == null) {
            throw new WrongTaskException(this, model, "an output logits [batch, labels]");
        }
        ModelSettings settings = new ModelSettings(model);
        return new ClassificationSpec(
                logits.name(),
                model.graph().output(OUT_OF_SCOPE) == null ? null : OUT_OF_SCOPE,
                labels(model, logits.last()),
                settings.temperature(),
                settings.has(OUT_OF_SCOPE_THRESHOLD) ? settings.probability(OUT_OF_SCOPE_THRESHOLD, 0) : null);
    }

    private static OnnxGraph.@org.jspecify.annotations.Nullable Value logits(OnnxGraph graph) {
        if (graph.output("logits") != null) {
            return OutputChoice.named(graph, "logits", 2);
        }
        return OutputChoice.first(
                graph, value -> value.rank() == 2 && !value.name().equals(OUT_OF_SCOPE));
    }

    private static List<String> labels(ModelSpec model, long width) {
        List<String> labels = new ArrayList<>(model.labels());
        if (labels.isEmpty()) {
            for (int i = 0; i < width; i++) {
                labels.add("LABEL_" + i);
            }
        }
        if (labels.size() < 2 || (width > 0 && width != labels.size())) {
            throw new ModelException(
                    model.configFile(),
                    width > 0
                            ? "id2label with the " + width + " labels of "
                                    + model.onnx().path()
                            : "id2label with at least 2 labels",
                    labels.size() + " labels",
                    "put together the files of one model");
        }
        return List.copyOf(labels);
    }
}
