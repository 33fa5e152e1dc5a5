package textmill.runtime.task.classification;

import org.jspecify.annotations.Nullable;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.Row;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;

/**
 * Softmax over {@code [batch, labels]}, with the temperature of Guo et al., On Calibration of Modern Neural Networks (ICML
 * 2017).
 */
final class ClassificationHead implements Head {
    private final ClassificationSpec spec;
    private final LabelSet labels;

    ClassificationHead(ClassificationSpec spec) {
        this.spec = spec;
        this.labels = new LabelSet(spec.labels());
    }

    @Override
    public TaskResult read(Row row) {
        ModelOutputs.Tensor logits = row.output(spec.logits());
        if (logits.shape().length != 2 || logits.shape()[1] != labels.size()) {
            throw new UnexpectedShapeException(spec.logits(), "[batch, " + labels.size() + "]", logits.shape());
        }
        return new Classification(labels, softmax(logits.values(), row.from(logits)), outOfScope(row));
    }

    private float[] softmax(float[] logits, int from) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < labels.size(); i++) {
            float logit = logits[from + i];
            if (!Float.isFinite(logit)) {
                throw new NotFiniteException(spec.logits());
            }
            largest = Math.max(largest, logit);
        }
        double[] powers = new double[labels.size()];
        double sum = 0;
        for (int i = 0; i < powers.length; i++) {
            powers[i] = Math.exp((logits[from + i] - largest) / spec.temperature());
            sum += powers[i];
        }
        float[] probabilities = new float[powers.length];
        for (int i = 0; i < powers.length; i++) {
            probabilities[i] = (float) (powers[i] / sum);
        }
        return probabilities;
    }

    private @Nullable Float outOfScope(Row row) {
        String name = spec.outOfScope();
        if (name == null) {
            return null;
        }
        ModelOutputs.Tensor tensor = row.output(name);
        if (tensor.stride() != 1) {
            throw new UnexpectedShapeException(name, "[batch]", tensor.shape());
        }
        float probability = tensor.values()[row.index()];
        if (!Float.isFinite(probability)) {
            throw new NotFiniteException(name);
        }
        return probability;
    }
}
