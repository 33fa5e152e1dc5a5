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
 */
public record Classification(
        LabelSet labels, float[] probabilities, @Nullable Float outOfScope) implements TaskResult {
    @Override
    public Classification copy() {
        return new Classification(labels, probabilities.clone(), outOfScope);
    }

    @Override
    public long bytes() {
        return (long) probabilities.length * Float.BYTES;
    }
}
