package textmill.runtime.task.fillmask;

import java.util.List;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.OutputChoice;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.WrongTaskException;

/** Masked language modelling: what could stand in place of a text's masks. */
public final class FillMaskType implements TaskType {
    /** The kind. */
    public static final FillMaskType INSTANCE = new FillMaskType();

    /** As the transformers library's pipeline. */
    private static final int USUAL_CANDIDATES = 5;

    /** The most candidates. */
    public static final TaskOption<Integer> TOP_K =
            TaskOption.topK("How many candidates each mask has, the likeliest; `auto` is " + USUAL_CANDIDATES + ".");

    /** What a perplexity may cost. */
    public static final TaskOption<Integer> PERPLEXITY_COST = new TaskOption<>(
            "perplexity.cost",
            "whole number from 0",
            FillMaskType::count,
            "4096",
            "How many tokens may be computed for the pseudo-perplexity of a text, or window, without a mask: each of its tokens is"
                    + " hidden in a row of its own, or as many of them, evenly spread, as this allows; 0 computes none.");

    private FillMaskType() {}

    private static Integer count(String text) {
        int count = Integer.parseInt(text);
        if (count < 0) {
            throw new IllegalArgumentException("out of range");
        }
        return count;
    }

    @Override
    public String name() {
        return "fill-mask";
    }

    @Override
    public boolean serves(String architecture) {
        return architecture.endsWith("ForMaskedLM");
    }

    /** Many encoders name this architecture too, so the graph must end in its logits and in nothing else. */
    @Override
    public boolean madeFor(ModelSpec model) {
        return serves(model.architecture())
                && !model.layout().listsModules()
                && OutputChoice.givesOnlyTokenLogits(model.graph());
    }

    @Override
    public String served() {
        return "a …ForMaskedLM";
    }

    @Override
    public List<TaskOption<?>> options() {
        return List.of(TOP_K, PERPLEXITY_COST);
    }

    @Override
    public boolean windows() {
        return true;
    }

    @Override
    public HeadSpec read(ModelSpec model, TaskOptions options) {
        OnnxGraph.Value stated = OutputChoice.stated(model);
        OnnxGraph.Value logits = stated == null ? OutputChoice.named(model.graph(), "logits", 3) : stated;
        if (logits == null || !OutputChoice.mayHaveRank(logits, 3)) {
            throw new WrongTaskException(this, model, "an output logits [batch, seq, vocabulary]");
        }
        OutputChoice.requireVocabulary(model, logits);
        int wanted = options.get(TOP_K);
        MaskToken mask = MaskToken.of(model);
        return new FillMaskSpec(
                logits.name(),
                mask,
                wanted == 0 ? USUAL_CANDIDATES : wanted,
                MaskToken.cleansUp(model),
                new MaskRows(mask.id(), MaskToken.special(model), options.get(PERPLEXITY_COST)));
    }
}
