package textmill.runtime.task;

import java.util.List;
import java.util.stream.Collectors;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.classification.PairClassificationType;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.fillmask.FillMaskType;
import textmill.runtime.task.regression.RegressionType;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;
import textmill.runtime.task.sparse.SparseType;
import textmill.runtime.task.tokenclassification.TokenClassificationType;
import textmill.runtime.task.tokenvectors.TokenVectorsType;
import textmill.runtime.task.zeroshot.ZeroShotType;

/** The one list of kinds of task. */
public final class TaskTypes {
    private static final List<TaskType> ALL = List.of(
            EmbeddingType.INSTANCE,
            ClassificationType.INSTANCE,
            PairClassificationType.INSTANCE,
            ReplacedTokensType.INSTANCE,
            TokenClassificationType.INSTANCE,
            RegressionType.INSTANCE,
            FillMaskType.INSTANCE,
            SparseType.INSTANCE,
            TokenVectorsType.INSTANCE,
            ZeroShotType.INSTANCE);

    private static final List<String> KNOWN_MODEL_TYPES =
            List.of("SentenceTransformer", "CrossEncoder", "SparseEncoder", "MultiVectorEncoder", "ColBERT");

    private TaskTypes() {}

    /** Every kind; where two serve an architecture, the first is what such a model is taken for. */
    public static List<TaskType> all() {
        return ALL;
    }

    /** Names of all kinds, for messages: {@code embedding, classification or replaced-tokens}. */
    public static String names() {
        List<String> names = ALL.stream().map(TaskType::name).toList();
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException listing the names that there are
     */
    public static TaskType parse(String name) {
        return ALL.stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("task: expected " + names() + ", found '" + name + "'"));
    }

    /**
     * The kind that a model was made for, as its files say: its section {@code textmill}, its modules or its {@code
     * architectures}.
     *
     * @throws ModelException if they name none that is known here
     */
    public static TaskType of(ModelSpec model) {
        String stated = model.config().path("textmill").path("task").asText("");
        if (!stated.isEmpty()) {
            return stated(model, stated);
        }
        requireKnownModelType(model);
        String architecture = model.architecture();
        for (TaskType type : ALL) {
            if (type.madeFor(model)) {
                return type;
            }
        }
        if (architecture.isEmpty()) {
            throw new ModelException(
                    model.configFile(),
                    "architectures, which say the model's task",
                    "none, and the outputs " + model.graph().outputs(),
                    "state the task (" + names() + "): --task on the command line, task.NAME.task in the"
                            + " configuration or \"textmill\": {\"task\": …} in config.json");
        }
        throw new ModelException(
                model.configFile(),
                "architectures of " + ALL.stream().map(TaskType::served).collect(Collectors.joining(", ")),
                architecture,
                "name the task (" + names() + ") if the model can do it");
    }

    private static TaskType stated(ModelSpec model, String name) {
        try {
            TaskType type = parse(name);
            if (!type.fits(model)) {
                throw WrongTaskException.ofArchitecture(type, model);
            }
            return type;
        } catch (IllegalArgumentException e) {
            throw new ModelException(model.configFile(), "textmill.task of " + names(), "'" + name + "'", "correct it");
        }
    }

    /** Models of other kinds have the layout of sentence encoders, but do not give one vector. */
    private static void requireKnownModelType(ModelSpec model) {
        String type = model.layout().modelType();
        if (!type.isEmpty() && !KNOWN_MODEL_TYPES.contains(type)) {
            throw new ModelException(
                    model.layout().files().path("config_sentence_transformers.json"),
                    "model_type " + String.join(" or ", KNOWN_MODEL_TYPES),
                    type,
                    "use another model");
        }
    }
}
