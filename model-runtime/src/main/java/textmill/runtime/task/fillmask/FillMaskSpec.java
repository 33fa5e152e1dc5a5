package textmill.runtime.task.fillmask;

import java.util.List;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.RowPlan;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * Candidates for masks.
 *
 * @param logits {@code [batch, seq, vocabulary]}
 * @param mask the token that hides another one
 * @param candidates for each mask
 * @param cleansUp decoded tokens lose the blank before punctuation
 * @param plan what is hidden of a text without masks
 */
record FillMaskSpec(String logits, MaskToken mask, int candidates, boolean cleansUp, MaskRows plan)
        implements HeadSpec {
    @Override
    public List<String> outputs() {
        return List.of(logits);
    }

    @Override
    public RowPlan rows() {
        return plan.cost() == 0 ? RowPlan.whole() : plan;
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        return List.of(
                new Fact("mask", mask.text() + ", id " + mask.id(), ""),
                new Fact("candidates", "the " + candidates + " likeliest", ""),
                new Fact(
                        "perplexity",
                        plan.cost() == 0 ? "no" : "of texts without a mask, at most " + plan.cost() + " tokens a text",
                        ""));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new FillMaskHead(this, tokenizer);
    }
}
