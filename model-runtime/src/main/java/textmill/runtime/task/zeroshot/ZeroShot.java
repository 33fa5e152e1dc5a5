package textmill.runtime.task.zeroshot;

import java.util.List;
import textmill.runtime.task.TaskResult;

/**
 * Scores of labels that the model was not trained with.
 *
 * @param labels as stated; shared by all results of a task, never modified
 * @param scores {@code [labels]} in their order; they add up to 1 unless each label holds by itself; owned by the receiver
 */
public record ZeroShot(List<String> labels, float[] scores) implements TaskResult {
    @Override
    public ZeroShot copy() {
        return new ZeroShot(labels, scores.clone());
    }

    @Override
    public long bytes() {
        return (long) scores.length * Float.BYTES;
    }
}
