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

    private FillMaskType() {}

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
        return List.of(TOP_K);
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
        return new FillMaskSpec(
                logits.name(), MaskToken.of(model), wanted == 0 ? USUAL_CANDIDATES : wanted, MaskToken.cleansUp(model));
    }
}
