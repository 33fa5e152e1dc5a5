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
import textmill.topology.config.Settings;
import textmill.topology.result.ResultSource;
import textmill.topology.result.ResultType;

/** Classifications as {@link TextClassification}. */
public final class ClassificationResults implements ResultType {
    /** How many labels a record lists if nobody said which. */
    private static final int LISTED = 5;

    @Override
    public TaskType kind() {
        return ClassificationType.INSTANCE;
    }

    @Override
    public List<Key<?>> options() {
        return List.of();
    }

    @Override
    public SpecificRecord empty() {
        return new TextClassification("", 0, 0L, "", "", false, true, false, "", 0f, List.of(), List.of(), null);
    }

    @Override
    public Records records(Settings options) {
        return (source, result) -> record(source, (Classification) result);
    }

    private static TextClassification record(ResultSource source, Classification classification) {
        float[] probabilities = classification.probabilities();
        List<String> names = classification.labels().names();
        int best = classification.best();
        int[] listed = classification.listed(LISTED);
        List<String> labels = new ArrayList<>(listed.length);
        float[] scores = new float[listed.length];
        for (int i = 0; i < listed.length; i++) {
            labels.add(names.get(listed[i]));
            scores[i] = probabilities[listed[i]];
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
                names.get(best),
                probabilities[best],
                labels,
                FloatVector.wrap(scores),
                classification.outOfScope());
    }
}
