package textmill.runtime.task.fillmask;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.Row;
import textmill.runtime.task.RowResult;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.task.WindowMerge;
import textmill.runtime.task.Windowed;
import textmill.runtime.task.fillmask.FilledMasks.Candidate;
import textmill.runtime.task.fillmask.FilledMasks.Mask;
import textmill.runtime.task.fillmask.FilledMasks.Perplexity;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.Tokens;

/** Softmax over the vocabulary at every mask of a text; each mask by itself, as the transformers library's pipeline. */
final class FillMaskHead implements Head {
    private final FillMaskSpec spec;
    private final TextTokenizer tokenizer;

    FillMaskHead(FillMaskSpec spec, TextTokenizer tokenizer) {
        this.spec = spec;
        this.tokenizer = tokenizer;
    }

    /** How surprising a hidden token is: minus the logarithm of its probability. */
    private record Loss(double value) implements TaskResult {
        @Override
        public TaskResult copy() {
            return this;
        }

        @Override
        public long bytes() {
            return Double.BYTES;
        }
    }

    @Override
    public TaskResult read(Row row) {
        Tokens tokens = row.tokens();
        ModelOutputs.Tensor logits = row.output(spec.logits());
        if (logits.shape().length != 3 || !row.hasTokens(logits)) {
            throw new UnexpectedShapeException(spec.logits(), "[batch, seq, vocabulary]", logits.shape());
        }
        int hidden = tokens.maskedAt();
        if (hidden >= 0) {
            return loss(logits(row, logits, hidden), tokens.hiddenId(hidden));
        }
        List<Mask> masks = new ArrayList<>();
        for (int token = 0; token < tokens.length(); token++) {
            if (tokens.id(token) == spec.mask().id()) {
                List<Candidate> candidates = candidates(logits(row, logits, token));
                masks.add(new Mask(tokens.start(token), tokens.end(token), candidates));
            }
        }
        return new FilledMasks(masks);
    }

    @Override
    public TaskResult combine(List<RowResult> rows) {
        if (rows.isEmpty()) {
            return new FilledMasks(List.of(), new Perplexity(Double.NaN, 0));
        }
        if (rows.get(0).value() instanceof FilledMasks filled) {
            return filled;
        }
        double sum = 0;
        for (RowResult row : rows) {
            sum += ((Loss) row.value()).value;
        }
        return new FilledMasks(List.of(), new Perplexity(Math.exp(sum / rows.size()), rows.size()));
    }

    @Override
    public TaskResult merge(List<Windowed.Part> windows, WindowMerge scores) {
        return FilledMasks.merged(windows);
    }

    /** One token's, of the whole vocabulary. */
    private static float[] logits(Row row, ModelOutputs.Tensor tensor, int token) {
        float[] logits = new float[(int) tensor.shape()[2]];
        tensor.copy(row.from(tensor, token), logits);
        return logits;
    }

    private Loss loss(float[] logits, int id) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double loss = largest + Math.log(sum(logits, largest)) - logits[id];
        if (!Double.isFinite(loss)) {
            throw new NotFiniteException(spec.logits());
        }
        return new Loss(loss);
    }

    private static double sum(float[] logits, double largest) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return sum;
    }

    @Override
    public boolean needsOffsets() {
        return true;
    }

    /** Of one token's logits. */
    private List<Candidate> candidates(float[] logits) {
        int[] best = best(logits);
        double largest = logits[best[0]];
        double sum = sum(logits, largest);
        if (!Double.isFinite(sum)) {
            throw new NotFiniteException(spec.logits());
        }
        List<Candidate> candidates = new ArrayList<>(best.length);
        for (int id : best) {
            candidates.add(new Candidate(written(id), id, (float) (Math.exp(logits[id] - largest) / sum)));
        }
        return candidates;
    }

    private String written(int id) {
        String decoded = tokenizer.decode(id);
        return spec.cleansUp() ? MaskToken.cleaned(decoded) : decoded;
    }

    /** Ids of the largest logits, largest first; of equals the lower id first. */
    private int[] best(float[] logits) {
        int[] best = new int[Math.min(spec.candidates(), logits.length)];
        int filled = 0;
        for (int id = 0; id < logits.length; id++) {
            float score = logits[id];
            if (filled == best.length && score <= logits[best[filled - 1]]) {
                continue;
            }
            int at = filled < best.length ? filled++ : filled - 1;
            while (at > 0 && logits[best[at - 1]] < score) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = id;
        }
        return best;
    }
}
