package textmill.runtime.task.classification;

import java.util.List;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.ModelSettings;
import textmill.runtime.task.PairUse;
import textmill.runtime.task.SequenceOutput;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.WrongTaskException;

/** Text classification: a probability for each label. */
public final class ClassificationType implements TaskType {
    /** The kind. */
    public static final ClassificationType INSTANCE = new ClassificationType();

    /** The least score of a label. */
    public static final TaskOption<Thresholds> THRESHOLD = new TaskOption<>(
            "threshold",
            "number from 0 to 1, LABEL:number, several of these separated by commas, or " + Thresholds.NONE_TEXT,
            Thresholds::parse,
            Thresholds.NONE_TEXT,
            "Labels with a lower score are not listed: `0.5` for all labels, `toxic:0.3,spam:0.7` for each,"
                    + " `0.5,toxic:0.3` for one and the others.");

    /** The most labels. */
    public static final TaskOption<Integer> TOP_K = TaskOption.topK(
            "How many of the best labels are listed; `auto` is all in `infer`, 5 in a record, and all that reach a"
                    + " threshold where there is one.");

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
    public boolean madeFor(ModelSpec model) {
        return serves(model.architecture()) && !SequenceOutput.givesNumbers(model);
    }

    @Override
    public List<TaskOption<?>> options() {
        return List.of(THRESHOLD, TOP_K);
    }

    @Override
    public PairUse pairs() {
        return PairUse.OPTIONAL;
    }

    @Override
    public boolean windows() {
        return true;
    }

    @Override
    public HeadSpec read(ModelSpec model, TaskOptions options) {
        OnnxGraph.Value logits = SequenceOutput.of(model, OUT_OF_SCOPE);
        if (logits == null) {
            throw new WrongTaskException(this, model, "an output logits [batch, labels]");
        }
        ClassifierFiles files = new ClassifierFiles(model, logits);
        ModelSettings settings = new ModelSettings(model);
        List<String> labels = files.labels();
        return new ClassificationSpec(
                logits.name(),
                model.graph().output(OUT_OF_SCOPE) == null ? null : OUT_OF_SCOPE,
                labels,
                files.activation(),
                settings.temperature(),
                settings.has(OUT_OF_SCOPE_THRESHOLD) ? settings.probability(OUT_OF_SCOPE_THRESHOLD, 0) : null,
                new LabelChoice(thresholds(model, labels, options.get(THRESHOLD)), options.get(TOP_K)));
    }

    private static float[] thresholds(ModelSpec model, List<String> labels, Thresholds wanted) {
        List<String> unknown = wanted.unknown(labels);
        if (!unknown.isEmpty()) {
            throw new ModelException(
                    model.configFile(),
                    "labels that the option threshold names, " + unknown,
                    labels.toString(),
                    "name labels of the model");
        }
        List<String> missing = wanted.missing(labels);
        if (!missing.isEmpty()) {
            throw new ModelException(
                    model.configFile(),
                    "a threshold for each label",
                    "none for " + missing,
                    "write one for all others too, as in 0.5,LABEL:0.3");
        }
        return wanted.of(labels);
    }
}
