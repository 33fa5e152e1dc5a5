package textmill.topology.config;

import java.util.List;
import textmill.runtime.model.LogitActivation;
import textmill.runtime.model.PoolingMode;
import textmill.runtime.task.TaskType;

/** What every task has; all stand behind {@code task.NAME.}. Options of its kind stand beside them. */
public final class TaskKeys {
    static final String PREFIX = "task.";

    private TaskKeys() {}

    /** The model. A task without one is refused. */
    public static final Key<String> MODEL = Key.optional(
            "model",
            Rule.text(),
            "Model of the task: the name of a bundled model, a directory, or `hf://OWNER/NAME[@REVISION]`. Required.");

    /** Where results go; see {@link TaskSettings#topic()}. */
    public static final Key<String> TOPIC = Key.optional(
            "topic", Rule.topic(), "Topic for its results. Not set: the first input topic with `.NAME` behind it.");

    /** The kind, where the model's files do not say it. */
    public static final Key<TaskType> KIND = Key.optional(
            "task",
            RuntimeRules.kind(),
            "Kind of the task. Needed only where the model's files do not say what it was made for.");

    /** How an embedding model pools. */
    public static final Key<List<PoolingMode>> POOLING = Key.optional(
            "pooling",
            RuntimeRules.poolings(),
            "How token vectors become one embedding; several are concatenated. Not set: what the model's files say.");

    /** Whether embeddings get length 1. */
    public static final Key<Boolean> NORMALISE = Key.optional(
            "normalise",
            Rule.flag(),
            "Whether embeddings are scaled to length 1. Not set: what the model's files say.");

    /** What stands in front of every text. */
    public static final Key<String> PROMPT = Key.optional(
            "prompt",
            Rule.quotable(),
            "Name of one of the model's prompts, or a text to put in front of every text. Not set: the model's own default.");

    /** Which header names a prompt for this task. */
    public static final Key<String> PROMPT_HEADER = Key.optional(
            "prompt.header",
            Rule.text(),
            "Header that holds the name of one of the model's prompts for this task alone; what `input.prompt.header` and"
                    + " `input.prompt.field` name is then for the pipeline's other tasks.");

    /** Which field names a prompt for this task. */
    public static final Key<String> PROMPT_FIELD = Key.optional(
            "prompt.field",
            Rule.text(),
            "Field that holds the name of a prompt for this task alone, as `prompt.header`, which comes before it. Not"
                    + " possible with `string`.");

    /** How much of an embedding stays. */
    public static final Key<Integer> DIMENSIONS = Key.optional(
            "dimensions",
            Rule.count(1, 1_000_000),
            "How many numbers of an embedding stay, for models that are trained for it. Not set: all.");

    /** Names of a classifier's labels. */
    public static final Key<List<String>> LABELS = Key.optional(
            "labels",
            Rule.texts(),
            "Names of a classifier's labels in the order of its outputs. Not set: `id2label` of the model's files.");

    /** What makes scores of logits. */
    public static final Key<LogitActivation> ACTIVATION = Key.optional(
            "activation",
            Rule.word(LogitActivation.class),
            "What makes scores of a classifier's outputs. Not set: what the model's files say.");

    /** Which of several ONNX files. */
    public static final Key<String> MODEL_FILE = Key.optional(
            "model.file",
            Rule.text(),
            "The ONNX file in the model's directory. Not set: `model.onnx`, `onnx/model.onnx` or the only one.");

    /** Which of several outputs. */
    public static final Key<String> OUTPUT = Key.optional(
            "output",
            Rule.text(),
            "The output of the model's graph to read; of several hidden states, with commas between them, the mean. Not set:"
                    + " the one that the exporters name.");

    /** Keys of every task. */
    public static final List<Key<?>> ALL = List.of(
            MODEL,
            TOPIC,
            KIND,
            POOLING,
            NORMALISE,
            PROMPT,
            PROMPT_HEADER,
            PROMPT_FIELD,
            DIMENSIONS,
            LABELS,
            ACTIVATION,
            MODEL_FILE,
            OUTPUT);
}
