package textmill.runtime.task.tokenclassification;

import java.util.ArrayList;
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
import textmill.runtime.tokenize.Tokens;

/** Softmax over the labels of each real token of {@code [batch, seq, labels]}, then {@link EntityMerge}. */
final class TokenClassificationHead implements Head {
    private final TokenClassificationSpec spec;
    private final WordPieces words;
    private final EntityMerge merge;

    TokenClassificationHead(TokenClassificationSpec spec, TextTokenizer tokenizer) {
        this.spec = spec;
        this.words = new WordPieces(tokenizer);
        this.merge = new EntityMerge(spec);
    }

    @Override
    public TaskResult read(Row row) {
        Tokens tokens = row.tokens();
        ModelOutputs.Tensor logits = row.output(spec.logits());
        long[] shape = logits.shape();
        int width = spec.labels().size();
        if (!row.hasTokens(logits) || shape.length != 3 || shape[2] != width) {
            throw new UnexpectedShapeException(spec.logits(), "[batch, seq, " + width + "]", shape);
        }
        if (tokens.flags().empty()) {
            return new Entities(List.of()); // a blank may be a token, but names nobody
        }
        List<TokenLabels> labelled = new ArrayList<>(tokens.endReal() - tokens.firstReal());
        for (int token = tokens.firstReal(); token < tokens.endReal(); token++) {
            labelled.add(new TokenLabels(
                    tokens.start(token),
                    tokens.end(token),
                    words.continuesWord(tokens, token, row.text()),
                    softmax(logits.values(), row.from(logits, token), width)));
        }
        return new Entities(merge.entities(labelled, row.text()));
    }

    @Override
    public TaskResult merge(List<Windowed.Part> windows, WindowMerge scores) {
        return Entities.merged(windows);
    }

    @Override
    public boolean needsOffsets() {
        return true;
    }

    private float[] softmax(float[] logits, int from, int width) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < width; i++) {
            if (!Float.isFinite(logits[from + i])) {
                throw new NotFiniteException(spec.logits());
            }
            largest = Math.max(largest, logits[from + i]);
        }
        float[] probabilities = new float[width];
        double sum = 0;
        for (int i = 0; i < width; i++) {
            double power = Math.exp(logits[from + i] - largest);
            probabilities[i] = (float) power;
            sum += power;
        }
        for (int i = 0; i < width; i++) {
            probabilities[i] = (float) (probabilities[i] / sum);
        }
        return probabilities;
    }
}
