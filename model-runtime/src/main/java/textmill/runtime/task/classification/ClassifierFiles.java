package textmill.runtime.task.classification;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.LogitActivation;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;

/** What a classifier's files say of its labels and of what makes scores of its logits. */
final class ClassifierFiles {
    /** How many labels the transformers library assumes where no file says it. */
    private static final int LABELS_BY_DEFAULT = 2;

    private static final String PROBLEM = "problem_type";

    /** Operators whose results are scores already. */
    private static final Set<String> SCORES = Set.of("Softmax", "Sigmoid");

    private final ModelSpec model;
    private final OnnxGraph.Value logits;

    ClassifierFiles(ModelSpec model, OnnxGraph.Value logits) {
        this.model = model;
        this.logits = logits;
    }

    /** Names by index of a logit. */
    List<String> labels() {
        List<String> stated = model.stated().labels();
        List<String> labels = stated == null ? written() : stated;
        long width = logits.last();
        if (width > 0 && width != labels.size()) {
            throw new ModelException(
                    model.configFile(),
                    (stated == null ? "id2label with the " : "labels: the ") + width + " labels of "
                            + model.onnx().path(),
                    labels.size() + " labels",
                    stated == null ? "put together the files of one model, or state the labels" : "state all of them");
        }
        return List.copyOf(labels);
    }

    private List<String> written() {
        List<String> labels = model.labels();
        if (!labels.isEmpty()) {
            return labels;
        }
        long width = logits.last();
        if (width > 0 && width != model.config().path("num_labels").asLong(LABELS_BY_DEFAULT)) {
            throw new ModelException(
                    model.configFile(),
                    "id2label with the names of " + width + " labels",
                    "none",
                    "state them: --labels A,B,… on the command line, task.NAME.labels in the configuration or"
                            + " \"textmill\": {\"labels\": […]} in config.json");
        }
        List<String> numbered = new ArrayList<>();
        for (int i = 0; i < Math.max(width, LABELS_BY_DEFAULT); i++) {
            numbered.add("LABEL_" + i);
        }
        return numbered;
    }

    /**
     * As stated; else none where the graph ends in one; else what {@code problem_type} means.
     *
     * @throws ModelException for a model of numbers and not of labels
     */
    LogitActivation activation() {
        LogitActivation stated = model.stated().activation();
        if (stated != null) {
            return stated;
        }
        JsonNode problem = model.config().path(PROBLEM);
        boolean scored = SCORES.contains(model.graph().makers().getOrDefault(logits.name(), ""));
        LogitActivation meant =
                switch (problem.asText("")) {
                    case "", "null", "single_label_classification" -> single();
                    case "multi_label_classification" -> LogitActivation.SIGMOID;
                    case "regression" -> throw numbers("problem_type regression");
                    default ->
                        throw new ModelException(
                                model.configFile(),
                                "problem_type single_label_classification, multi_label_classification or regression",
                                problem.toString(),
                                "correct it, or state the activation (softmax, sigmoid, none)");
                };
        return scored ? LogitActivation.NONE : meant;
    }

    private LogitActivation single() {
        if (logits.last() == 1 || model.labels().size() == 1) {
            throw numbers("one label");
        }
        return LogitActivation.SOFTMAX;
    }

    private ModelException numbers(String found) {
        return new ModelException(
                model.configFile(),
                "a classifier of two labels or more",
                found + ": a regression or a reranker, which gives a number and no label",
                "ask for the task regression, or state the activation (sigmoid, none) to have the number as the score of"
                        + " its label");
    }
}
