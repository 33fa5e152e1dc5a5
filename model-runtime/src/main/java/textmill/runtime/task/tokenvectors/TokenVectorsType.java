package textmill.runtime.task.tokenvectors;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.HiddenLayers;
import textmill.runtime.task.OutputChoice;
import textmill.runtime.task.RowPlan;
import textmill.runtime.task.TaskOption;
import textmill.runtime.task.TaskOptions;
import textmill.runtime.task.TaskType;
import textmill.runtime.task.VectorForm;
import textmill.runtime.task.VectorOptions;
import textmill.runtime.task.WrongTaskException;

/** Token vectors: one for each token, for late interaction (ColBERT). */
public final class TokenVectorsType implements TaskType {
    /** The kind. */
    public static final TokenVectorsType INSTANCE = new TokenVectorsType();

    private TokenVectorsType() {}

    @Override
    public String name() {
        return "token-vectors";
    }

    @Override
    public boolean serves(String architecture) {
        return architecture.endsWith("Model") && !architecture.endsWith("LMHeadModel");
    }

    /** A transformer alone does not say that its tokens were trained for this. */
    @Override
    public boolean madeFor(ModelSpec model) {
        return model.layout().isMultiVector();
    }

    @Override
    public boolean fits(ModelSpec model) {
        return madeFor(model) || (TaskType.super.fits(model) && !model.layout().listsModules());
    }

    @Override
    public String served() {
        return "a MultiVectorEncoder, or a ColBERT of PyLate";
    }

    @Override
    public boolean windows() {
        return true;
    }

    @Override
    public List<TaskOption<?>> options() {
        return VectorOptions.ALL;
    }

    @Override
    public HeadSpec read(ModelSpec model, TaskOptions options) {
        List<OnnxGraph.Value> layers = OutputChoice.statedLayers(model);
        OnnxGraph.Value output = layers.isEmpty() ? output(model) : layers.get(0);
        if (output == null) {
            throw new WrongTaskException(this, model, "an output last_hidden_state [batch, seq, hidden]");
        }
        String name = layers.isEmpty() ? output.name() : HiddenLayers.names(layers);
        if (!model.layout().listsModules()) {
            return new TokenVectorsSpec(
                    name,
                    stated(model),
                    SentenceModule.TokenMask.none(),
                    RowPlan.whole(),
                    form(model, stated(model), options));
        }
        List<SentenceModule> steps = new ArrayList<>();
        SentenceModule.TokenMask mask = SentenceModule.TokenMask.none();
        for (SentenceModule module : model.layout().modules()) {
            if (module instanceof SentenceModule.EachToken each) {
                steps.add(each.module());
            } else if (module instanceof SentenceModule.TokenMask found) {
                mask = found;
            } else {
                throw misfit(model, module.text());
            }
        }
        checkWidths(model, output, steps);
        return new TokenVectorsSpec(name, steps, mask, SideReader.plan(model), form(model, steps, options));
    }

    private static VectorForm form(ModelSpec model, List<SentenceModule> steps, TaskOptions options) {
        VectorForm form = VectorOptions.read(options);
        boolean unit = !steps.isEmpty() && steps.get(steps.size() - 1) instanceof SentenceModule.Normalize;
        if (form.type().hasRange() && !unit && form.range().unit()) {
            throw new ModelException(
                    model.directory(),
                    "a range for vector = " + form.type().text() + ", as these vectors are not made of length 1",
                    "none",
                    "state vector.range (MIN,MAX or a file, see the page on vector forms)");
        }
        return form;
    }

    private static OnnxGraph.@Nullable Value output(ModelSpec model) {
        OnnxGraph.Value stated = OutputChoice.stated(model);
        if (stated != null) {
            return OutputChoice.mayHaveRank(stated, 3) ? stated : null;
        }
        OnnxGraph.Value tokens = model.graph().output("token_embeddings");
        return tokens != null && OutputChoice.mayHaveRank(tokens, 3)
                ? tokens
                : OutputChoice.named(model.graph(), "last_hidden_state", 3);
    }

    /** A graph alone does not say whether its vectors have length 1. */
    private static List<SentenceModule> stated(ModelSpec model) {
        Boolean normalise = model.stated().normalise();
        if (normalise == null) {
            throw new ModelException(
                    model.directory(),
                    "files that say whether token vectors have length 1",
                    "no modules.json",
                    "state normalise true or false: --normalise on the command line, task.NAME.normalise in the"
                            + " configuration, or \"textmill\": {\"normalise\": …} in config.json");
        }
        return normalise ? List.of(new SentenceModule.Normalize()) : List.of();
    }

    private static void checkWidths(ModelSpec model, OnnxGraph.Value output, List<SentenceModule> steps) {
        long width = output.last();
        for (SentenceModule step : steps) {
            long takes = width;
            if (step instanceof SentenceModule.Dense dense) {
                takes = dense.in();
            } else if (step instanceof SentenceModule.LayerNorm norm) {
                takes = norm.weight().size();
            }
            if (width > 0 && takes != width) {
                throw misfit(model, step.text() + " that takes " + takes + " and gets " + width + " numbers");
            }
            width = step instanceof SentenceModule.Dense dense ? dense.out() : width;
        }
    }

    private static ModelException misfit(ModelSpec model, String found) {
        return new ModelException(
                model.layout().files().path("modules.json"),
                "modules that give one vector for each token, and fit together",
                found,
                "ask for the task that the model was made for, or put together the files of one model");
    }
}
