package textmill.runtime.task.fillmask;

import java.util.List;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * Candidates for masks.
 *
 * @param logits {@code [batch, seq, vocabulary]}
 * @param mask the token that hides another one
 * @param candidates for each mask
 * @param cleansUp decoded tokens lose the blank before punctuation
 */
record FillMaskSpec(String logits, MaskToken mask, int candidates, boolean cleansUp) implements HeadSpec {
    @Override
    public List<String> outputs() {
        return List.of(logits);
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        return List.of(
                new Fact("mask", mask.text() + ", id " + mask.id(), ""),
                new Fact("candidates", "the " + candidates + " likeliest", ""));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new FillMaskHead(this, tokenizer);
    }
}
