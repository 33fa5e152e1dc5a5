package textmill.topology.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.classification.LabelSet;
import textmill.runtime.task.embedding.Embedding;
import textmill.runtime.task.embedding.EmbeddingType;
import textmill.runtime.task.replacedtokens.ReplacedTokens;
import textmill.runtime.task.replacedtokens.ReplacedTokensType;
import textmill.runtime.task.sparse.SparseType;
import textmill.runtime.task.sparse.SparseVector;
import textmill.runtime.text.TextFlags;

/**
 * Results that depend on the text alone, so that a result read from a topic can be compared exactly. A text that begins
 * with {@code !} and the name of a reason fails with that reason.
 */
public final class StubResults {
    /** The tasks that an engine offers if nobody says which. */
    public static final List<Task> TASKS = List.of(
            new Task("embeddings", EmbeddingType.INSTANCE, "stub-embedding", "f1"),
            new Task("classifications", ClassificationType.INSTANCE, "stub-classification", "f2"),
            new Task("replaced-tokens", ReplacedTokensType.INSTANCE, "stub-replaced-tokens", "f3"));

    /** One more, whose results are the words of the text. */
    public static final Task TERMS = new Task("terms", SparseType.INSTANCE, "stub-sparse", "f4");

    private static final LabelSet LABELS = new LabelSet(List.of("even", "odd"));

    private StubResults() {}

    /** The outcome for a text. */
    public static Outcome of(String text, List<Task> tasks) {
        for (Outcome.Reason reason : Outcome.Reason.values()) {
            if (text.startsWith("!" + reason.name())) {
                return new Outcome.Failure(reason, tasks.get(0).name(), "as asked");
            }
        }
        List<TaskResult> results = new ArrayList<>();
        for (Task task : tasks) {
            results.add(result(task.type(), text));
        }
        return new Outcome.Success(results, text.length() + 2, new TextFlags(false, text.isBlank(), false));
    }

    private static TaskResult result(TaskType kind, String text) {
        return switch (kind.name()) {
            case "embedding" -> new Embedding(vector(text));
            case "classification" ->
                new Classification(
                        LABELS,
                        text.length() % 2 == 0 ? new float[] {0.75f, 0.25f} : new float[] {0.25f, 0.75f},
                        0.125f);
            case "replaced-tokens" -> replacedTokens(text);
            case "sparse" -> terms(text);
            default -> throw new IllegalArgumentException(kind.name());
        };
    }

    /** The embedding of a text: four numbers made from it. */
    public static float[] vector(String text) {
        Random random = new Random(text.hashCode());
        return new float[] {random.nextFloat(), random.nextFloat(), random.nextFloat(), random.nextFloat()};
    }

    private static ReplacedTokens replacedTokens(String text) {
        if (text.isBlank()) {
            return new ReplacedTokens(new String[0], new int[0], new int[0], new float[0], 0.5f);
        }
        int middle = (text.length() + 1) / 2;
        return new ReplacedTokens(
                new String[] {text.substring(0, middle), text.substring(middle)},
                new int[] {0, middle},
                new int[] {middle, text.length()},
                new float[] {0.25f, 0.75f},
                0.5f);
    }

    private static SparseVector terms(String text) {
        String[] words = text.isBlank() ? new String[0] : text.strip().split("\\s+");
        int[] indices = new int[words.length];
        float[] weights = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            indices[i] = i;
            weights[i] = 1f + i;
        }
        return new SparseVector(indices, weights, words);
    }
}
