package textmill.topology.result.classification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.TextClassification;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.classification.Classification;
import textmill.topology.anomaly.Evidence;
import textmill.topology.config.Key;
import textmill.topology.config.Rule;
import textmill.topology.config.Settings;
import textmill.topology.result.Conditions;
import textmill.topology.result.Picture;
import textmill.topology.result.RankedLabels;
import textmill.topology.result.ResultType;

/** Classifications as {@link TextClassification}. */
public final class ClassificationResults implements ResultType {
    /** How many labels a record lists if nobody said which. */
    private static final int LISTED = 5;

    /** More likely than not. */
    private static final float LIKELY = 0.5f;

    /** Which labels hold. */
    public static final Key<List<String>> LABELS = Key.optional(
            "labels",
            Rule.texts(),
            "The most probable label is one of these; where labels have thresholds, one that reaches its own.");

    /** Whether no label fits. */
    public static final Key<Float> OUT_OF_SCOPE_ABOVE = Key.optional(
            "out.of.scope.above",
            Rule.probability(),
            "The probability that no label fits is greater; never of a model that gives none.");

    private final TaskType kind;

    /** @param kind one whose results are classifications */
    public ClassificationResults(TaskType kind) {
        this.kind = kind;
    }

    @Override
    public TaskType kind() {
        return kind;
    }

    @Override
    public List<Key<?>> options() {
        return List.of();
    }

    @Override
    public List<Key<?>> conditions() {
        return List.of(LABELS, RankedLabels.SCORE_ABOVE, RankedLabels.SCORE_BELOW, OUT_OF_SCOPE_ABOVE);
    }

    /** One label must meet all that is said of labels: the name of one and the score of another would say nothing. */
    @Override
    public Predicate<TaskResult> condition(Settings settings) {
        Conditions<Label> ofLabels = new Conditions<Label>(settings)
                .with(LABELS, (label, labels) -> labels.contains(label.name))
                .with(RankedLabels.SCORE_ABOVE, (label, score) -> label.score > score)
                .with(RankedLabels.SCORE_BELOW, (label, score) -> label.score < score);
        Conditions<Classification> ofAll = new Conditions<Classification>(settings)
                .with(
                        OUT_OF_SCOPE_ABOVE,
                        (result, score) -> result.outOfScope() != null && result.outOfScope() > score);
        return result -> {
            Classification classification = (Classification) result;
            return ofAll.hold(classification)
                    && (ofLabels.isEmpty() || holding(classification).anyMatch(ofLabels::hold));
        };
    }

    private record Label(String name, float score) {}

    private static Stream<Label> holding(Classification result) {
        return Arrays.stream(result.holding())
                .mapToObj(index -> new Label(result.labels().names().get(index), result.probabilities()[index]));
    }

    @Override
    public void tell(TaskResult result, Evidence evidence) {
        Classification classification = (Classification) result;
        Float outOfScope = classification.outOfScope();
        List<String> names = classification.labels().names();
        evidence.classifier(classification.probabilities(), outOfScope);
        evidence.label(outOfScope != null && outOfScope >= LIKELY ? names.size() : classification.best(), names);
    }

    @Override
    public void show(TaskResult result, Picture picture) {
        Classification classification = (Classification) result;
        float[] probabilities = classification.probabilities();
        Float outOfScope = classification.outOfScope();
        if (outOfScope != null && outOfScope >= LIKELY) {
            picture.label("(out of scope)", outOfScope);
        }
        for (int index : classification.listed(LISTED)) {
            picture.label(classification.labels().names().get(index), probabilities[index]);
        }
        picture.score(probabilities[classification.best()]);
        if (outOfScope != null) {
            picture.figure("out of scope", outOfScope);
        }
    }

    @Override
    public SpecificRecord empty() {
        return RankedLabels.empty();
    }

    @Override
    public Records records(Settings options) {
        return (source, result) -> ranked((Classification) result).record(source);
    }

    private static RankedLabels ranked(Classification classification) {
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
        return new RankedLabels(names.get(best), probabilities[best], labels, scores, classification.outOfScope());
    }
}
