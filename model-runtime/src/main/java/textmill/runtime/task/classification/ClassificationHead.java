package textmill.runtime.task.classification;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.Row;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.task.WindowMerge;
import textmill.runtime.task.Windowed;

/**
 * Softmax or sigmoid over {@code [batch, labels]}, with the temperature of Guo et al., On Calibration of Modern Neural Networks (ICML
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
        return new Classification(labels, scores(logits.values(), row.from(logits)), outOfScope(row), spec.choice());
    }

    @Override
    public TaskResult merge(List<Windowed.Part> windows, WindowMerge scores) {
        float[] merged = new float[labels.size()];
        float outOfScope = 0;
        boolean known = true;
        for (int i = 0; i < windows.size(); i++) {
            Classification window = (Classification) windows.get(i).result();
            for (int label = 0; label < merged.length; label++) {
                merged[label] = scores.add(merged[label], window.probabilities()[label], i);
            }
            Float outside = window.outOfScope();
            known &= outside != null;
            outOfScope = outside == null ? 0 : scores.add(outOfScope, outside, i);
        }
        return new Classification(labels, merged, known ? outOfScope : null, spec.choice());
    }

    private float[] scores(float[] logits, int from) {
        for (int i = 0; i < labels.size(); i++) {
            if (!Float.isFinite(logits[from + i])) {
                throw new NotFiniteException(spec.logits());
            }
        }
        return switch (spec.activation()) {
            case SOFTMAX -> softmax(logits, from);
            case SIGMOID -> sigmoid(logits, from);
            case NONE -> Arrays.copyOfRange(logits, from, from + labels.size());
        };
    }

    private float[] sigmoid(float[] logits, int from) {
        float[] probabilities = new float[labels.size()];
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = (float) (1 / (1 + Math.exp(-(double) logits[from + i] / spec.temperature())));
        }
        return probabilities;
    }

    private float[] softmax(float[] logits, int from) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < labels.size(); i++) {
            largest = Math.max(largest, logits[from + i]);
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
