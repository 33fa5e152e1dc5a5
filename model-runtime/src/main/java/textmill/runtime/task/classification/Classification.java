package textmill.runtime.task.classification;

import org.jspecify.annotations.Nullable;
import textmill.runtime.task.TaskResult;

/**
 * Probabilities over the labels of a sequence classifier.
 *
 * @param labels label names by class index; shared by all results of one model, never modified
 * @param probabilities {@code [labels]} in the order of {@code labels}; they add up to 1 unless each label holds by itself
 *     (multi-label); owned by the receiver
 * @param outOfScope probability that the text belongs to none of the labels, or null if the model gives none
 * @param choice which labels are listed; shared by all results of one task
 */
public record Classification(
        LabelSet labels, float[] probabilities, @Nullable Float outOfScope, LabelChoice choice) implements TaskResult {
    /** All labels are listed. */
    public Classification(LabelSet labels, float[] probabilities, @Nullable Float outOfScope) {
        this(labels, probabilities, outOfScope, LabelChoice.ALL);
    }

    /**
     * Indices of the labels to list, best first.
     *
     * @param usual how many if nobody said which
     */
    public int[] listed(int usual) {
        return choice.of(probabilities, usual);
    }

    /** Indices of the labels that hold, best first: those that reach their thresholds; without thresholds the best alone. */
    public int[] holding() {
        return choice.holding(probabilities);
    }

    /** Index of the most probable label, of equals the first, whether or not it is listed; there is at least one. */
    public int best() {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public Classification copy() {
        return new Classification(labels, probabilities.clone(), outOfScope, choice);
    }

    @Override
    public long bytes() {
        return (long) probabilities.length * Float.BYTES;
    }
}
