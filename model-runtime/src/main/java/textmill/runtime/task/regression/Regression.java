package textmill.runtime.task.regression;

import java.util.List;
import textmill.runtime.task.TaskResult;

/**
 * The numbers of a text: how well it answers, how pleasant it is. Most models give one.
 *
 * @param names of the numbers, by index; shared by all results of one model, unmodifiable
 * @param values {@code [names]}, owned by the receiver
 */
public record Regression(List<String> names, float[] values) implements TaskResult {
    @Override
    public Regression copy() {
        return new Regression(names, values.clone());
    }

    @Override
    public long bytes() {
        return (long) values.length * Float.BYTES;
    }
}
