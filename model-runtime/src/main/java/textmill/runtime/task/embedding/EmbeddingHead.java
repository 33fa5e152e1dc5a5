package textmill.runtime.task.embedding;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.HiddenLayers;
import textmill.runtime.task.Row;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.task.VectorModules;
import textmill.runtime.task.WindowMerge;
import textmill.runtime.task.Windowed;
import textmill.runtime.tokenize.Tokens;

/** Sentence embedding from {@code [batch, seq, hidden]} or {@code [batch, hidden]} through a model's modules. */
final class EmbeddingHead implements Head {
    private final EmbeddingSpec spec;
    private final @Nullable TokenPooling pooling;
    private final VectorModules modules;
    private final HiddenLayers layers;

    EmbeddingHead(EmbeddingSpec spec) {
        this.spec = spec;
        this.layers = new HiddenLayers(spec.output());
        List<SentenceModule> all = spec.modules();
        boolean pools = !all.isEmpty() && all.get(0) instanceof SentenceModule.Pooling;
        this.pooling = pools ? new TokenPooling((SentenceModule.Pooling) all.get(0)) : null;
        this.modules = new VectorModules(spec.output(), pools ? all.subList(1, all.size()) : all);
    }

    @Override
    public TaskResult read(Row row) {
        float[] vector = modules.apply(pooled(row));
        int ranged = spec.form().range().dimensions();
        if (ranged > 1 && ranged != vector.length) {
            throw new UnexpectedShapeException(
                    spec.output(), "[batch, ..., " + ranged + "] as vector.range has", new long[] {vector.length});
        }
        return new Embedding(vector, spec.form());
    }

    @Override
    public TaskResult merge(List<Windowed.Part> windows, WindowMerge scores) {
        return Embedding.merged(windows);
    }

    private float[] pooled(Row row) {
        if (pooling == null) {
            ModelOutputs.Tensor tensor = row.output(spec.output());
            long[] shape = tensor.shape();
            if (shape.length != 2) {
                throw new UnexpectedShapeException(spec.output(), "[batch, hidden]", shape);
            }
            int from = row.from(tensor);
            return Arrays.copyOfRange(tensor.values(), from, from + (int) shape[1]);
        }
        HiddenLayers.Vectors vectors = layers.of(row);
        Tokens tokens = row.tokens();
        return pooling.pool(new TokenPooling.Rows(
                vectors.values(), vectors.from(), tokens.length(), tokens.promptTokens(), vectors.width()));
    }
}
