package textmill.runtime.task.tokenvectors;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.task.Head;
import textmill.runtime.task.HiddenLayers;
import textmill.runtime.task.Row;
import textmill.runtime.task.RowResult;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.task.VectorModules;
import textmill.runtime.task.WindowMerge;
import textmill.runtime.task.Windowed;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** Late interaction (Khattab and Zaharia, ColBERT, SIGIR 2020): each token's vector, of documents some left out. */
final class TokenVectorsHead implements Head {
    private final TokenVectorsSpec spec;
    private final VectorModules modules;
    private final HiddenLayers layers;
    private final BitSet skipped = new BitSet();
    private final BitSet skippedInQueries = new BitSet();
    private final BitSet only = new BitSet();

    TokenVectorsHead(TokenVectorsSpec spec, TextTokenizer tokenizer) {
        this.spec = spec;
        this.layers = new HiddenLayers(spec.output());
        this.modules = new VectorModules(spec.output(), spec.modules());
        SentenceModule.TokenMask mask = spec.mask();
        set(skipped, mask.skipped(), tokenizer);
        set(skippedInQueries, mask.skippedInQueries(), tokenizer);
        List<Integer> ids = mask.only();
        ids.forEach(only::set);
    }

    private static void set(BitSet ids, List<String> words, TextTokenizer tokenizer) {
        for (String word : words) {
            int id = tokenizer.id(word);
            if (id >= 0) {
                ids.set(id);
            }
        }
    }

    @Override
    public TaskResult read(Row row) {
        HiddenLayers.Vectors hidden = layers.of(row);
        int[] kept = kept(row.tokens());
        float[] vectors = new float[0];
        int width = 0;
        int[] starts = new int[kept.length];
        int[] ends = new int[kept.length];
        for (int i = 0; i < kept.length; i++) {
            int from = hidden.from() + kept[i] * hidden.width();
            float[] vector = modules.apply(Arrays.copyOfRange(hidden.values(), from, from + hidden.width()));
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

    /** A text's only row. */
    @Override
    public TaskResult combine(List<RowResult> rows) {
        return rows.get(0).value();
    }

    private int[] kept(Tokens tokens) {
        int[] kept = new int[tokens.length()];
        int count = 0;
        boolean query = tokens.isQuery();
        BitSet out = query ? skippedInQueries : skipped;
        for (int token = 0; token < kept.length; token++) {
            int id = tokens.id(token);
            if (!out.get(id) && (query || only.isEmpty() || only.get(id))) {
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
