package textmill.runtime.task.regression;

import java.util.List;
import textmill.runtime.model.LogitActivation;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.Row;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.task.WindowMerge;
import textmill.runtime.task.Windowed;

/** The numbers of {@code [batch, values]} or {@code [batch]}, each as it is or through a sigmoid. */
final class RegressionHead implements Head {
    private final RegressionSpec spec;

    RegressionHead(RegressionSpec spec) {
        this.spec = spec;
    }

    @Override
    public TaskResult read(Row row) {
        ModelOutputs.Tensor output = row.output(spec.output());
        int count = spec.names().size();
        if (output.shape().length > 2 || output.stride() != count) {
            throw new UnexpectedShapeException(spec.output(), "[batch, " + count + "]", output.shape());
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            float value = output.values()[row.from(output) + i];
            if (!Float.isFinite(value)) {
                throw new NotFiniteException(spec.output());
            }
            values[i] = spec.activation() == LogitActivation.SIGMOID ? sigmoid(value) : value;
        }
        return new Regression(spec.names(), values);
    }

    @Override
    public TaskResult merge(List<Windowed.Part> windows, WindowMerge scores) {
        float[] merged = new float[spec.names().size()];
        for (int i = 0; i < windows.size(); i++) {
            float[] values = ((Regression) windows.get(i).result()).values();
            for (int j = 0; j < merged.length; j++) {
                merged[j] = scores.add(merged[j], values[j], i);
            }
        }
        return new Regression(spec.names(), merged);
    }

    private static float sigmoid(float logit) {
        return (float) (1 / (1 + Math.exp(-(double) logit)));
    }
}
