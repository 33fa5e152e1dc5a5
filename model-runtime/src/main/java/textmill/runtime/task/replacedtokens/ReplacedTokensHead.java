package textmill.runtime.task.replacedtokens;

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

/**
 * ELECTRA's discriminator {@code [batch, seq]}: the sigmoid of a token's logit is the probability that it was replaced
 * (Clark et al., ELECTRA, ICLR 2020, section 2). Special tokens are left out.
 */
final class ReplacedTokensHead implements Head {
    private final ReplacedTokensSpec spec;
    private final TextTokenizer tokenizer;

    ReplacedTokensHead(ReplacedTokensSpec spec, TextTokenizer tokenizer) {
        this.spec = spec;
        this.tokenizer = tokenizer;
    }

    @Override
    public TaskResult read(Row row) {
        Tokens tokens = row.tokens();
        ModelOutputs.Tensor logits = row.output(spec.logits());
        long[] shape = logits.shape();
        if (!row.hasTokens(logits) || logits.stride() != shape[1]) {
            throw new UnexpectedShapeException(spec.logits(), "[batch, seq]", shape);
        }
        int first = tokens.firstReal();
        int count = tokens.endReal() - first;
        String[] names = new String[count];
        int[] starts = new int[count];
        int[] ends = new int[count];
        float[] probabilities = new float[count];
        for (int i = 0; i < count; i++) {
            int token = first + i;
            names[i] = tokenizer.token(tokens.id(token));
            starts[i] = tokens.start(token);
            ends[i] = tokens.end(token);
            probabilities[i] = probability(logits.values()[row.from(logits, token)]);
        }
        return new ReplacedTokens(names, starts, ends, probabilities, spec.flagThreshold());
    }

    @Override
    public TaskResult merge(List<Windowed.Part> windows, WindowMerge scores) {
        return ReplacedTokens.merged(windows, spec.flagThreshold());
    }

    @Override
    public boolean needsOffsets() {
        return true;
    }

    private float probability(float logit) {
        if (!Float.isFinite(logit)) {
            throw new NotFiniteException(spec.logits());
        }
        return (float) (1 / (1 + Math.exp(-((double) logit / spec.temperature() + spec.bias()))));
    }
}
