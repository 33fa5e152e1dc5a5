package textmill.cli.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import textmill.cli.console.CliException;
import textmill.runtime.model.ModelOptions;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.Statements;
import textmill.runtime.task.TaskSpec;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.TaskTypes;
import textmill.runtime.task.WrongTaskException;

/** Options of every command that reads a model: for which task, and what its user states about it. */
public final class StatedOptions {
    @Option(
            names = "--task",
            paramLabel = "TASK",
            completionCandidates = TaskArguments.Kinds.class,
            description = "Kind of task: ${COMPLETION-CANDIDATES} (default: what the model's configuration says).")
    private @Nullable String task;

    @Option(
            names = "--pooling",
            paramLabel = "POOLING",
            description =
                    "How token vectors become one embedding: cls, max, mean, mean-sqrt, weighted-mean, last-token,"
                            + " or several with commas (default: what the model's files say).")
    private @Nullable String pooling;

    @Option(
            names = "--normalise",
            paramLabel = "true|false",
            description = "Scale embeddings to length 1 (default: what the model's files say).")
    private @Nullable String normalise;

    @Option(
            names = "--prompt",
            paramLabel = "NAME|TEXT",
            description =
                    "One of the model's prompts, or a text to put in front of every text (default: the model's own).")
    private @Nullable String prompt;

    @Option(
            names = "--dimensions",
            paramLabel = "N",
            description = "How many numbers of an embedding stay, for models that are trained for it.")
    private @Nullable String dimensions;

    @Option(
            names = "--labels",
            paramLabel = "A,B,…",
            description = "Names of a classifier's labels (default: id2label of the model's files).")
    private @Nullable String labels;

    @Option(
            names = "--activation",
            paramLabel = "ACTIVATION",
            description = "What makes scores of a classifier's outputs: softmax, sigmoid or none (default: what the"
                    + " model's files say).")
    private @Nullable String activation;

    @Option(
            names = "--model-file",
            paramLabel = "FILE",
            description =
                    "The ONNX file in the model's directory (default: model.onnx, onnx/model.onnx or the only one).")
    private @Nullable String modelFile;

    @Option(
            names = "--model-output",
            paramLabel = "OUTPUT",
            description =
                    "The output of the model's graph to read; of several hidden states, with commas between them, the mean"
                            + " (default: the one that exporters name).")
    private @Nullable String modelOutput;

    /** Options that nobody gave. */
    public StatedOptions() {}

    /**
     * Reads a model for its task.
     *
     * @param model name of a bundled model, a directory, or a model of the hub
     * @param command to which {@link TaskArguments#addTo} added options
     * @throws CliException for an option that does not fit, or a task that the model cannot do
     * @throws textmill.runtime.model.ModelException if the model cannot be used
     */
    public TaskSpec read(String model, CommandSpec command) {
        TaskType kind = kind();
        ModelOptions options = new ModelOptions(ModelNames.nameOf(model), null, statements());
        try {
            ModelSpec files = ModelSpec.read(ModelNames.resolve(model, modelFile), options);
            return TaskArguments.read(command, files, kind);
        } catch (WrongTaskException e) {
            if (kind == null) {
                throw e;
            }
            throw CliException.usage("--task " + kind.name() + ": model " + model + " does not compute it: "
                    + e.getMessage() + " (without --task its configuration says which)");
        }
    }

    private @Nullable TaskType kind() {
        try {
            return task == null ? null : TaskTypes.parse(task);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--" + e.getMessage());
        }
    }

    private Statements statements() {
        Map<String, String> stated = new LinkedHashMap<>();
        put(stated, "pooling", pooling);
        put(stated, "normalise", normalise);
        put(stated, "prompt", prompt);
        put(stated, "dimensions", dimensions);
        put(stated, "labels", labels);
        put(stated, "activation", activation);
        put(stated, "model.file", modelFile);
        put(stated, "output", modelOutput);
        try {
            return Statements.parse(stated);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--" + e.getMessage());
        }
    }

    private static void put(Map<String, String> stated, String key, @Nullable String value) {
        if (value != null) {
            stated.put(key, value);
        }
    }
}
