package textmill.runtime.task.embedding;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.model.Activation;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.model.Weights;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.Row;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.tokenize.Tokens;

/** Sentence embedding from {@code [batch, seq, hidden]} or {@code [batch, hidden]} through a model's modules. */
final class EmbeddingHead implements Head {
    /** Below this a vector has no direction; it then stays as it is. */
    private static final double SMALLEST_NORM = 1e-12;

    /** PyTorch's own, which the library leaves as it is. */
    private static final double LAYER_NORM_EPSILON = 1e-5;

    private final EmbeddingSpec spec;
    private final @Nullable TokenPooling pooling;
    private final List<SentenceModule> modules;

    EmbeddingHead(EmbeddingSpec spec) {
        this.spec = spec;
        List<SentenceModule> all = spec.modules();
        if (!all.isEmpty() && all.get(0) instanceof SentenceModule.Pooling first) {
            this.pooling = new TokenPooling(first);
            this.modules = all.subList(1, all.size());
        } else {
            this.pooling = null;
            this.modules = all;
        }
    }

    @Override
    public TaskResult read(Row row) {
        float[] vector = pooled(row.output(spec.output()), row);
        requireFinite(vector);
        for (SentenceModule module : modules) {
            vector = apply(module, vector);
        }
        requireFinite(vector);
        return new Embedding(vector);
    }

    private float[] pooled(ModelOutputs.Tensor tensor, Row row) {
        long[] shape = tensor.shape();
        if (pooling == null) {
            if (shape.length != 2) {
                throw new UnexpectedShapeException(spec.output(), "[batch, hidden]", shape);
            }
            int from = row.from(tensor);
            return Arrays.copyOfRange(tensor.values(), from, from + (int) shape[1]);
        }
        if (shape.length != 3 || !row.hasTokens(tensor)) {
            throw new UnexpectedShapeException(spec.output(), "[batch, seq, hidden]", shape);
        }
        Tokens tokens = row.tokens();
        return pooling.pool(new TokenPooling.Rows(
                tensor.values(), row.from(tensor, 0), tokens.length(), tokens.promptTokens(), (int) shape[2]));
    }

    private float[] apply(SentenceModule module, float[] vector) {
        if (module instanceof SentenceModule.Dense dense) {
            requireWidth(dense.in(), vector);
            return dense(dense, vector);
        }
        if (module instanceof SentenceModule.LayerNorm norm) {
            requireWidth(norm.weight().size(), vector);
            return layerNorm(norm, vector);
        }
        if (module instanceof SentenceModule.Cut cut) {
            return Arrays.copyOf(vector, Math.min(vector.length, cut.dimensions()));
        }
        if (module instanceof SentenceModule.Normalize) {
            scale(vector, 1 / Math.max(norm(vector), SMALLEST_NORM));
            return vector;
        }
        throw new IllegalStateException("nowhere but first: " + module.text());
    }

    private void requireWidth(int expected, float[] vector) {
        if (vector.length != expected) {
            throw new UnexpectedShapeException(
                    spec.output(), "[batch, ..., " + expected + "]", new long[] {vector.length});
        }
    }

    private static float[] dense(SentenceModule.Dense dense, float[] vector) {
        float[] weight = dense.weight().values();
        Weights bias = dense.bias();
        Activation activation = dense.activation();
        float[] out = new float[dense.out()];
        for (int i = 0; i < out.length; i++) {
            float sum = bias == null ? 0 : bias.values()[i];
            int at = i * vector.length;
            for (int j = 0; j < vector.length; j++) {
                sum += weight[at + j] * vector[j];
            }
            out[i] = activation.of(sum);
        }
        return out;
    }

    private static float[] layerNorm(SentenceModule.LayerNorm norm, float[] vector) {
        double sum = 0;
        for (float value : vector) {
            sum += value;
        }
        double mean = sum / vector.length;
        double squares = 0;
        for (float value : vector) {
            squares += (value - mean) * (value - mean);
        }
        double factor = 1 / Math.sqrt(squares / vector.length + LAYER_NORM_EPSILON);
        float[] weight = norm.weight().values();
        float[] bias = norm.bias().values();
        for (int j = 0; j < vector.length; j++) {
            vector[j] = (float) ((vector[j] - mean) * factor) * weight[j] + bias[j];
        }
        return vector;
    }

    private void requireFinite(float[] vector) {
        if (!Double.isFinite(norm(vector))) {
            throw new NotFiniteException(spec.output());
        }
    }

    private static double norm(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private static void scale(float[] vector, double factor) {
        for (int j = 0; j < vector.length; j++) {
            vector[j] = (float) (vector[j] * factor);
        }
    }
}
