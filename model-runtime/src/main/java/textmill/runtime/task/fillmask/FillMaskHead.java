package textmill.runtime.task.fillmask;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.task.Head;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.Row;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.task.fillmask.FilledMasks.Candidate;
import textmill.runtime.task.fillmask.FilledMasks.Mask;
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

    @Override
    public TaskResult read(Row row) {
        Tokens tokens = row.tokens();
        ModelOutputs.Tensor logits = row.output(spec.logits());
        if (logits.shape().length != 3 || !row.hasTokens(logits)) {
            throw new UnexpectedShapeException(spec.logits(), "[batch, seq, vocabulary]", logits.shape());
        }
        List<Mask> masks = new ArrayList<>();
        for (int token = 0; token < tokens.length(); token++) {
            if (tokens.id(token) == spec.mask().id()) {
                float[] scores = new float[(int) logits.shape()[2]];
                logits.copy(row.from(logits, token), scores);
                masks.add(new Mask(tokens.start(token), tokens.end(token), candidates(scores)));
            }
        }
        return new FilledMasks(masks);
    }

    @Override
    public boolean needsOffsets() {
        return true;
    }

    /** Of one token's logits. */
    private List<Candidate> candidates(float[] logits) {
        int[] best = best(logits);
        double largest = logits[best[0]];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
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
