package textmill.runtime.task.tokenvectors;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.Row;
import textmill.runtime.task.RowResult;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.task.VectorModules;
import textmill.runtime.task.WindowMerge;
import textmill.runtime.task.Windowed;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** Late interaction's document side (Khattab and Zaharia, ColBERT, SIGIR 2020): each token's vector, some left out. */
final class TokenVectorsHead implements Head {
    private final TokenVectorsSpec spec;
    private final VectorModules modules;
    private final BitSet skipped = new BitSet();
    private final BitSet only = new BitSet();

    TokenVectorsHead(TokenVectorsSpec spec, TextTokenizer tokenizer) {
        this.spec = spec;
        this.modules = new VectorModules(spec.output(), spec.modules());
        SentenceModule.TokenMask mask = spec.mask();
        for (String word : mask.skipped()) {
            int id = tokenizer.id(word);
            if (id >= 0) {
                skipped.set(id);
            }
        }
        List<Integer> ids = mask.only();
        ids.forEach(only::set);
    }

    @Override
    public TaskResult read(Row row) {
        ModelOutputs.Tensor hidden = row.output(spec.output());
        if (hidden.shape().length != 3 || !row.hasTokens(hidden)) {
            throw new UnexpectedShapeException(spec.output(), "[batch, seq, hidden]", hidden.shape());
        }
        int[] kept = kept(row.tokens());
        int hiddenWidth = (int) hidden.shape()[2];
        float[] vectors = new float[0];
        int width = 0;
        int[] starts = new int[kept.length];
        int[] ends = new int[kept.length];
        for (int i = 0; i < kept.length; i++) {
            int from = row.from(hidden, kept[i]);
            float[] vector = modules.apply(Arrays.copyOfRange(hidden.values(), from, from + hiddenWidth));
            if (i == 0) {
                width = vector.length;
                vectors = new float[kept.length * width];
            }
            System.arraycopy(vector, 0, vectors, i * width, width);
            starts[i] = row.tokens().start(kept[i]);
            ends[i] = row.tokens().end(kept[i]);
        }
        int ranged = spec.form().range().dimensions();
        if (ranged > 1 && width > 0 && ranged != width) {
            throw new UnexpectedShapeException(
                    spec.output(), "[batch, ..., " + ranged + "] as vector.range has", new long[] {width});
        }
        return new TokenVectors(vectors, width, starts, ends, spec.form());
    }

    /** A document's only row. */
    @Override
    public TaskResult combine(List<RowResult> rows) {
        return rows.get(0).value();
    }

    private int[] kept(Tokens tokens) {
        int[] kept = new int[tokens.length()];
        int count = 0;
        for (int token = 0; token < kept.length; token++) {
            int id = tokens.id(token);
            if (!skipped.get(id) && (only.isEmpty() || only.get(id))) {
                kept[count++] = token;
            }
        }
        return Arrays.copyOf(kept, count);
    }

    @Override
    public TaskResult merge(List<Windowed.Part> windows, WindowMerge scores) {
        return TokenVectors.merged(windows);
    }

    @Override
    public boolean needsOffsets() {
        return true;
    }
}
