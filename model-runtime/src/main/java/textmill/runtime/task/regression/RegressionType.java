package textmill.runtime.task.regression;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.LogitActivation;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.PairUse;
import textmill.runtime.task.SequenceOutput;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.WrongTaskException;

/** Regression and reranking: one number for a text, or for a text and its pair; some models give several. */
public final class RegressionType implements TaskType {
    /** The kind. */
    public static final RegressionType INSTANCE = new RegressionType();

    private RegressionType() {}

    @Override
    public String name() {
        return "regression";
    }

    @Override
    public boolean serves(String architecture) {
        return architecture.endsWith("ForSequenceClassification");
    }

    @Override
    public boolean madeFor(ModelSpec model) {
        return serves(model.architecture()) && SequenceOutput.givesNumbers(model);
    }

    @Override
    public String served() {
        return "a …ForSequenceClassification with problem_type regression or one label";
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
        OnnxGraph.Value output = SequenceOutput.of(model, "");
        if (output == null) {
            throw new WrongTaskException(this, model, "an output logits [batch, 1]");
        }
        List<String> names = names(model, output);
        return new RegressionSpec(output.name(), names, activation(model, output, names.size()));
    }

    private static List<String> names(ModelSpec model, OnnxGraph.Value output) {
        List<String> stated = model.stated().labels();
        List<String> names = new ArrayList<>(stated == null ? model.labels() : stated);
        long width = output.last();
        if (names.isEmpty()) {
            for (int i = 0; i < Math.max(1, width); i++) {
                names.add("LABEL_" + i);
            }
        }
        if (width > 0 && width != names.size()) {
            throw new ModelException(
                    model.configFile(),
                    (stated == null ? "id2label with the " : "labels: the ") + width + " values of "
                            + model.onnx().path(),
                    names.size() + " labels",
                    stated == null ? "put together the files of one model, or state the labels" : "state all of them");
        }
        return names;
    }

    /**
     * As stated; else none where the graph ends in a sigmoid; else what a cross-encoder's files name; else what the
     * transformers library's pipeline and sentence-transformers' CrossEncoder do: a regression is raw, one number is a
     * sigmoid's.
     */
    private static LogitActivation activation(ModelSpec model, OnnxGraph.Value output, int count) {
        LogitActivation stated = model.stated().activation();
        if (stated == null && SequenceOutput.endsIn(model, output, "Sigmoid")) {
            return LogitActivation.NONE;
        }
        if (stated == null) {
            stated = model.crossEncoderActivation();
        }
        if (stated == LogitActivation.SOFTMAX) {
            throw new ModelException(
                    model.configFile(),
                    "an activation of a regression: sigmoid or none",
                    "softmax",
                    "state one of these, or ask for the task classification");
        }
        if (stated != null) {
            return stated;
        }
        boolean raw = count > 1 || SequenceOutput.saysRegression(model);
        return raw ? LogitActivation.NONE : LogitActivation.SIGMOID;
    }
}
