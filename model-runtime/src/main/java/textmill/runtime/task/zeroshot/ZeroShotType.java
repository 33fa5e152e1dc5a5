package textmill.runtime.task.zeroshot;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.OutputChoice;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.WrongTaskException;

/** Classification by labels of one's own, with a model of natural-language inference. Always asked for by name. */
public final class ZeroShotType implements TaskType {
    /** The kind. */
    public static final ZeroShotType INSTANCE = new ZeroShotType();

    private static final String SEQUENCE_CLASSIFIER = "ForSequenceClassification";

    private static final TaskOption<String> TEMPLATE = new TaskOption<>(
            "template",
            "text with {} for the label",
            ZeroShotType::template,
            "This example is {}.",
            "The hypothesis that a label stands for, with `{}` in its place.");

    private static final TaskOption<Boolean> MULTI_LABEL = TaskOption.flag(
            "multi.label", "Whether each label holds by itself. Otherwise the scores of all labels add up to 1.");

    private ZeroShotType() {}

    private static String template(String text) {
        if (!text.contains(ZeroShotSpec.PLACE)) {
            throw new IllegalArgumentException("no place for the label");
        }
        return text;
    }

    @Override
    public String name() {
        return "zero-shot";
    }

    @Override
    public boolean serves(String architecture) {
        return false; // such a model is a classifier, too: only its user knows what is wanted
    }

    @Override
    public boolean fits(ModelSpec model) {
        return model.architecture().endsWith(SEQUENCE_CLASSIFIER) || TaskType.super.fits(model);
    }

    @Override
    public String served() {
        return "a …ForSequenceClassification that was trained for natural-language inference";
    }

    @Override
    public List<TaskOption<?>> options() {
        return List.of(TEMPLATE, MULTI_LABEL);
    }

    @Override
    public boolean windows() {
        return true;
    }

    @Override
    public HeadSpec read(ModelSpec model, TaskOptions options) {
        OnnxGraph.Value logits = logits(model);
        if (logits == null) {
            throw new WrongTaskException(this, model, "an output logits [batch, classes]");
        }
        List<String> labels = model.stated().labels();
        if (labels == null || labels.isEmpty()) {
            throw new ModelException(
                    model.configFile(),
                    "labels for zero-shot classification",
                    "none",
                    "state them: --labels A,B,… on the command line, task.NAME.labels in the configuration or"
                            + " \"textmill\": {\"labels\": […]} in config.json");
        }
        return new ZeroShotSpec(
                logits.name(),
                classes(model, logits),
                labels,
                options.get(TEMPLATE),
                options.get(MULTI_LABEL),
                model.tokenizer().maxTokens());
    }

    private static OnnxGraph.@Nullable Value logits(ModelSpec model) {
        OnnxGraph.Value stated = OutputChoice.stated(model);
        OnnxGraph.Value logits = stated == null ? OutputChoice.named(model.graph(), "logits", 2) : stated;
        return logits != null && OutputChoice.mayHaveRank(logits, 2) ? logits : null;
    }

    /** As the transformers library: the class whose name begins with {@code entail}, against the first or else the last. */
    private static ZeroShotSpec.Classes classes(ModelSpec model, OnnxGraph.Value logits) {
        List<String> names = model.labels();
        if (logits.last() > 0 && logits.last() != names.size()) {
            throw new ModelException(
                    model.configFile(),
                    "id2label with the " + logits.last() + " classes of "
                            + model.onnx().path(),
                    names.size() + " classes",
                    "put together the files of one model");
        }
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).toLowerCase(Locale.ROOT).startsWith("entail") && names.size() > 1) {
                return new ZeroShotSpec.Classes(names.size(), i, i == 0 ? names.size() - 1 : 0);
            }
        }
        throw new ModelException(
                model.configFile(),
                "a class entailment in id2label, as models of natural-language inference have",
                names.isEmpty() ? "no names" : String.join(", ", names),
                "use such a model, or name its classes");
    }
}
