package textmill.runtime.task.sparse;

import java.util.List;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.OutputChoice;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.WrongTaskException;

/** Sparse vectors: weights of the vocabulary's terms, made by a masked language model (SPLADE). */
public final class SparseType implements TaskType {
    /** The kind. */
    public static final SparseType INSTANCE = new SparseType();

    /** The most terms. */
    public static final TaskOption<Integer> TOP_K =
            TaskOption.topK("How many terms stay, the heaviest; `auto` is all with a weight above 0.");

    private static final String SPARSE_ENCODER = "SparseEncoder";

    private SparseType() {}

    @Override
    public String name() {
        return "sparse";
    }

    @Override
    public boolean serves(String architecture) {
        return architecture.endsWith("ForMaskedLM");
    }

    /** A masked language model alone does not say that it was trained for this. */
    @Override
    public boolean madeFor(ModelSpec model) {
        return model.layout().modelType().equals(SPARSE_ENCODER)
                || model.layout().lists("SpladePooling");
    }

    @Override
    public String served() {
        return "a SparseEncoder of a …ForMaskedLM";
    }

    @Override
    public List<TaskOption<?>> options() {
        return List.of(TOP_K);
    }

    @Override
    public boolean windows() {
        return true;
    }

    @Override
    public HeadSpec read(ModelSpec model, TaskOptions options) {
        SentenceModule.Splade pooling = pooling(model);
        OnnxGraph.Value stated = OutputChoice.stated(model);
        OnnxGraph.Value logits = stated == null ? OutputChoice.named(model.graph(), "logits", 3) : stated;
        if (logits == null || !OutputChoice.mayHaveRank(logits, 3)) {
            throw new WrongTaskException(this, model, "an output logits [batch, seq, vocabulary]");
        }
        OutputChoice.requireVocabulary(model, logits);
        return new SparseSpec(logits.name(), pooling, options.get(TOP_K));
    }

    /** The model's own; a masked language model without modules is taken for SPLADE v2, as the library takes it. */
    private static SentenceModule.Splade pooling(ModelSpec model) {
        if (!model.layout().listsModules()) {
            return new SentenceModule.Splade(false, false);
        }
        List<SentenceModule> modules = model.layout().modules();
        if (modules.size() == 1 && modules.get(0) instanceof SentenceModule.Splade splade) {
            return splade;
        }
        throw new ModelException(
                model.layout().files().path("modules.json"),
                "a SpladePooling behind the transformer, and nothing else",
                modules.stream().map(SentenceModule::text).toList().toString(),
                "use another model");
    }
}
