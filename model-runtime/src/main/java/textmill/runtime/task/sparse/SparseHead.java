package textmill.runtime.task.sparse;

import java.util.Arrays;
import java.util.List;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.Row;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.task.WindowMerge;
import textmill.runtime.task.Windowed;
import textmill.runtime.tokenize.TextTokenizer;

/** SPLADE over all tokens of a text, the special ones included, as sentence-transformers' SparseEncoder has it. */
final class SparseHead implements Head {
    private final SparseSpec spec;
    private final SpladePooling pooling;
    private final TextTokenizer tokenizer;

    SparseHead(SparseSpec spec, TextTokenizer tokenizer) {
        this.spec = spec;
        this.pooling = new SpladePooling(spec.pooling());
        this.tokenizer = tokenizer;
    }

    /** The greatest weight that a term has in a window: as if all tokens of the text had been pooled. */
    @Override
    public TaskResult merge(List<Windowed.Part> windows, WindowMerge scores) {
        int width = 1;
        for (Windowed.Part window : windows) {
            int[] indices = ((SparseVector) window.result()).indices();
            width = indices.length == 0 ? width : Math.max(width, indices[indices.length - 1] + 1);
        }
        float[] weights = new float[width];
        for (Windowed.Part window : windows) {
            SparseVector vector = (SparseVector) window.result();
            for (int i = 0; i < vector.indices().length; i++) {
                int id = vector.indices()[i];
                weights[id] = Math.max(weights[id], vector.values()[i]);
            }
        }
        return heaviest(weights);
    }

    @Override
    public TaskResult read(Row row) {
        ModelOutputs.Tensor logits = row.output(spec.logits());
        if (logits.shape().length != 3 || !row.hasTokens(logits)) {
            throw new UnexpectedShapeException(spec.logits(), "[batch, seq, vocabulary]", logits.shape());
        }
        int width = (int) logits.shape()[2];
        float[] weights = pooling.pool(logits, row.from(logits, 0), row.tokens().length(), width);
        for (float weight : weights) {
            if (!Float.isFinite(weight)) {
                throw new NotFiniteException(spec.logits());
            }
        }
        return heaviest(weights);
    }

    private SparseVector heaviest(float[] weights) {
        int terms = 0;
        for (float weight : weights) {
            terms += weight > 0 ? 1 : 0;
        }
        boolean all = spec.most() == 0 || terms <= spec.most();
        return vector(weights, all ? terms : spec.most(), all ? 0 : least(weights, spec.most()));
    }

    /** The weight that the last of the heaviest terms has. */
    private static float least(float[] weights, int most) {
        float[] sorted = weights.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - most];
    }

    /** Terms of a weight; of those with exactly the least one the first ones, as many as there is room for. */
    private SparseVector vector(float[] weights, int count, float least) {
        int[] indices = new int[count];
        float[] values = new float[count];
        String[] tokens = new String[count];
        int room = count;
        for (float weight : weights) {
            room -= weight > least ? 1 : 0;
        }
        int filled = 0;
        for (int id = 0; id < weights.length && filled < count; id++) {
            boolean last = least > 0 && weights[id] == least && room-- > 0;
            if (weights[id] > least || last) {
                indices[filled] = id;
                values[filled] = weights[id];
                tokens[filled++] = tokenizer.token(id);
            }
        }
        return new SparseVector(indices, values, tokens);
    }
}
