package textmill.runtime.task.tokenclassification;

import java.util.List;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.OutputChoice;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.WrongTaskException;

/** Token classification: names, places, personal data. */
public final class TokenClassificationType implements TaskType {
    /** The kind. */
    public static final TokenClassificationType INSTANCE = new TokenClassificationType();

    /** How tokens become entities. */
    public static final TaskOption<Aggregation> AGGREGATION = TaskOption.word(
            "aggregation",
            Aggregation.SIMPLE,
            "How tokens become entities: `none` gives each token, `simple` joins neighbours of one type, `first`,"
                    + " `average` and `max` give every word one label before that.");

    /** How labels say where an entity begins. */
    public static final TaskOption<Scheme> SCHEME = TaskOption.word(
            "scheme",
            Scheme.BIO,
            "How labels are read: `bio` as the transformers library does, which takes E- and S- for types of their"
                    + " own; `bioes` joins an entity from B- to E-.");

    /** The least score. */
    public static final TaskOption<Float> THRESHOLD =
            TaskOption.probability("threshold", 0, "Entities with a lower score are left out.");

    private TokenClassificationType() {}

    @Override
    public String name() {
        return "token-classification";
    }

    @Override
    public boolean serves(String architecture) {
        return architecture.endsWith("ForTokenClassification");
    }

    @Override
    public String served() {
        return "a …ForTokenClassification";
    }

    @Override
    public List<TaskOption<?>> options() {
        return List.of(AGGREGATION, SCHEME, THRESHOLD);
    }

    @Override
    public boolean windows() {
        return true;
    }

    @Override
    public HeadSpec read(ModelSpec model, TaskOptions options) {
        OnnxGraph.Value logits = OutputChoice.named(model.graph(), "logits", 3);
        List<String> labels = model.labels();
        if (logits == null) {
            throw new WrongTaskException(this, model, "an output logits [batch, seq, labels]");
        }
        if (labels.isEmpty() || (logits.last() > 0 && logits.last() != labels.size())) {
            throw new ModelException(
                    model.configFile(),
                    logits.last() > 0
                            ? "id2label with the " + logits.last() + " labels of "
                                    + model.onnx().path()
                            : "id2label",
                    labels.size() + " labels",
                    "put together the files of one model");
        }
        return new TokenClassificationSpec(
                logits.name(),
                List.copyOf(labels),
                options.get(AGGREGATION),
                options.get(SCHEME),
                options.get(THRESHOLD));
    }
}
