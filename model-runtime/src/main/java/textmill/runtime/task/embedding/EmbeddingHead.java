package textmill.runtime.task.embedding;

import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.Row;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;

/**
 * Sentence embedding from {@code [batch, seq, hidden]}: mean over the text's own tokens or its first token's vector, then
 * scaled to length 1 if asked. As in Reimers and Gurevych, Sentence-BERT (EMNLP 2019), section 3.
 */
final class EmbeddingHead implements Head {
    /** Below this a vector has no direction; it then stays as it is. */
    private static final double SMALLEST_NORM = 1e-12;

    private final EmbeddingSpec spec;

    EmbeddingHead(EmbeddingSpec spec) {
        this.spec = spec;
    }

    @Override
    public TaskResult read(Row row) {
        ModelOutputs.Tensor tensor = row.output(spec.output());
        long[] shape = tensor.shape();
        boolean pooled = spec.pooling() == Pooling.IN_MODEL;
        if (shape.length != (pooled ? 2 : 3) || (!pooled && !row.hasTokens(tensor))) {
            throw new UnexpectedShapeException(
                    spec.output(), pooled ? "[batch, hidden]" : "[batch, seq, hidden]", shape);
        }
        int hidden = (int) shape[shape.length - 1];
        int from = pooled ? row.from(tensor) : row.from(tensor, 0);
        int rows = spec.pooling() == Pooling.MEAN ? row.tokens().length() : 1;
        float[] vector = mean(tensor.values(), from, rows, hidden);
        double norm = norm(vector);
        if (!Double.isFinite(norm)) {
            throw new NotFiniteException(spec.output());
        }
        if (spec.normalise()) {
            scale(vector, 1 / Math.max(norm, SMALLEST_NORM));
        }
        return new Embedding(vector);
    }

    private static float[] mean(float[] values, int from, int rows, int hidden) {
        float[] sum = new float[hidden];
        for (int i = 0; i < rows; i++) {
            int at = from + i * hidden;
            for (int j = 0; j < hidden; j++) {
                sum[j] += values[at + j];
            }
        }
        if (rows > 1) {
            for (int j = 0; j < hidden; j++) {
                sum[j] /= rows;
            }
        }
        return sum;
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
