package textmill.topology.result.classification;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.TextClassification;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.classification.Classification;
import textmill.runtime.task.classification.ClassificationType;
import textmill.schema.serde.FloatVector;
import textmill.topology.config.Key;
import textmill.topology.config.Rule;
import textmill.topology.config.Settings;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;

/** Classifications as {@link TextClassification}. */
public final class ClassificationResults implements ResultType {
    /** Most labels that a record lists. */
    public static final Key<Integer> TOP_K =
            Key.of("top.k", Rule.count(1, 100_000), 5, "How many of the most probable labels a classification lists.");

    @Override
    public TaskType kind() {
        return ClassificationType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of(TOP_K);
    }

    @Override
    public SpecificRecord empty() {
        return new TextClassification("", 0, 0L, "", "", false, true, false, "", 0f, List.of(), List.of(), null);
    }

    @Override
    public Records records(Settings options) {
        int topK = options.get(TOP_K);
        return (source, result) -> record(source, (Classification) result, topK);
    }

    private static TextClassification record(ResultSource source, Classification classification, int topK) {
        float[] probabilities = classification.probabilities();
        int[] best = TopLabels.of(probabilities, topK);
        List<String> labels = new ArrayList<>(best.length);
        float[] scores = new float[best.length];
        for (int i = 0; i < best.length; i++) {
            labels.add(classification.labels().names().get(best[i]));
            scores[i] = probabilities[best[i]];
        }
        return new TextClassification(
                source.origin().topic(),
                source.origin().partition(),
                source.origin().offset(),
                source.task().model(),
                source.task().fingerprint(),
                source.text().flags().truncated(),
                source.text().flags().empty(),
                source.text().flags().substituted(),
                labels.get(0),
                scores[0],
                labels,
                FloatVector.wrap(scores),
                classification.outOfScope());
    }
}
