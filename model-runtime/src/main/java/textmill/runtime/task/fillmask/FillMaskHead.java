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
                Scores scores = new Scores(logits.values(), row.from(logits, token), (int) logits.shape()[2]);
                masks.add(new Mask(tokens.start(token), tokens.end(token), candidates(scores)));
            }
        }
        return new FilledMasks(masks);
    }

    @Override
    public boolean needsOffsets() {
        return true;
    }

    /** The logits of one token. */
    private record Scores(float[] logits, int from, int width) {
        float of(int id) {
            return logits[from + id];
        }
    }

    private List<Candidate> candidates(Scores scores) {
        int[] best = best(scores);
        double largest = scores.of(best[0]);
        double sum = 0;
        for (int id = 0; id < scores.width; id++) {
            sum += Math.exp(scores.of(id) - largest);
        }
        if (!Double.isFinite(sum)) {
            throw new NotFiniteException(spec.logits());
        }
        List<Candidate> candidates = new ArrayList<>(best.length);
        for (int id : best) {
            candidates.add(new Candidate(written(id), id, (float) (Math.exp(scores.of(id) - largest) / sum)));
        }
        return candidates;
    }

    private String written(int id) {
        String decoded = tokenizer.decode(id);
        return spec.cleansUp() ? MaskToken.cleaned(decoded) : decoded;
    }

    /** Ids of the largest logits, largest first; of equals the lower id first. */
    private int[] best(Scores scores) {
        int[] best = new int[Math.min(spec.candidates(), scores.width)];
        int filled = 0;
        for (int id = 0; id < scores.width; id++) {
            float score = scores.of(id);
            if (filled == best.length && score <= scores.of(best[filled - 1])) {
                continue;
            }
            int at = filled < best.length ? filled++ : filled - 1;
            while (at > 0 && scores.of(best[at - 1]) < score) {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = id;
        }
        return best;
    }
}
