package textmill.topology.result;

import java.util.List;
import java.util.stream.Stream;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.classification.ClassificationType;
import textmill.runtime.task.classification.PairClassificationType;
import textmill.topology.anomaly.Evidence;
import textmill.topology.config.Key;
import textmill.topology.result.classification.ClassificationResults;
import textmill.topology.result.embedding.EmbeddingResults;
import textmill.topology.result.fillmask.MaskResults;
import textmill.topology.result.regression.RegressionResults;
import textmill.topology.result.replacedtokens.ReplacedTokenResults;
import textmill.topology.result.sparse.SparseResults;
import textmill.topology.result.tokenclassification.EntityResults;
import textmill.topology.result.tokenvectors.TokenVectorResults;
import textmill.topology.result.zeroshot.ZeroShotResults;

/** The one list of kinds in this module. */
public final class ResultTypes {
    /** Every kind. */
    public static final List<ResultType> ALL = List.of(
            new EmbeddingResults(),
            new ClassificationResults(ClassificationType.INSTANCE),
            new ClassificationResults(PairClassificationType.INSTANCE),
            new ReplacedTokenResults(),
            new EntityResults(),
            new RegressionResults(),
            new MaskResults(),
            new SparseResults(),
            new TokenVectorResults(),
            new ZeroShotResults());

    private ResultTypes() {}

    /** Everything that can be said of tasks of a kind: how they compute, and how their results are written. */
    public static List<Key<?>> options(TaskType kind) {
        Stream<Key<?>> windows = kind.windows() ? Stream.of(WindowRecords.KEY) : Stream.empty();
        return Stream.concat(
                        Stream.concat(kind.allOptions().stream().map(Key::of), windows), of(kind).options().stream())
                .toList();
    }

    /** The type for a kind of task. */
    public static ResultType of(TaskType kind) {
        return ALL.stream()
                .filter(type -> type.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no record for tasks of kind " + kind.name()));
    }

    /** What there is to see in a result of a text as a whole. */
    public static Picture picture(TaskType kind, TaskResult result) {
        Picture picture = new Picture();
        of(kind).show(result, picture);
        return picture;
    }

    /**
     * What a text's results say of how unusual it is.
     *
     * @param tasks that computed them
     * @param results one a task, in their order
     */
    public static Evidence evidence(String text, List<Task> tasks, List<TaskResult> results) {
        Evidence evidence = Evidence.of(text);
        for (int i = 0; i < results.size(); i++) {
            of(tasks.get(i).type()).tell(results.get(i), evidence);
        }
        return evidence;
    }
}
