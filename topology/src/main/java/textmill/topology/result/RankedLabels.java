package textmill.topology.result;

import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.events.TextClassification;
import textmill.schema.serde.FloatVector;
import textmill.topology.config.Key;
import textmill.topology.config.Rule;

/**
 * Labels with scores: one record and one set of words for conditions, whatever task gave them.
 *
 * @param best the label that a record names
 * @param score its score
 * @param labels those that a record lists
 * @param scores one for each of these
 * @param outOfScope the probability that no label fits, of a model that gives one
 */
public record RankedLabels(
        String best,
        float score,
        List<String> labels,
        float[] scores,
        @Nullable Float outOfScope) {
    /** How sure the label of a record is. */
    public static final Key<Float> SCORE_ABOVE =
            Key.optional("score.above", Rule.probability(), "That label's score is greater.");

    /** How little sure it is. */
    public static final Key<Float> SCORE_BELOW =
            Key.optional("score.below", Rule.probability(), "That label's score is less.");

    /** The record of a text without labels. */
    public static TextClassification empty() {
        return new TextClassification("", 0, 0L, "", "", false, true, false, "", 0f, List.of(), List.of(), null);
    }

    /** The record of a text. */
    public TextClassification record(ResultSource source) {
        return new TextClassification(
                source.origin().topic(),
                source.origin().partition(),
                source.origin().offset(),
                source.task().model(),
                source.task().fingerprint(),
                source.text().flags().truncated(),
                source.text().flags().empty(),
                source.text().flags().substituted(),
                best,
                score,
                labels,
                FloatVector.wrap(scores),
                outOfScope);
    }
}
