package textmill.runtime.task.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.graph.OnnxGraph;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.PoolingMode;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.model.Statements;

/** What is done with a graph's output: the model's modules, and what its user states instead. */
final class ModulesOfEmbedding {
    /** Names of the setting that says how wide hidden states are. */
    private static final List<String> WIDTHS = List.of("hidden_size", "dim", "d_model", "n_embd");

    private final ModelSpec model;
    private final Statements stated;

    ModulesOfEmbedding(ModelSpec model) {
        this.model = model;
        this.stated = model.stated();
    }

    /** The graph has done all that the model's files list. */
    List<SentenceModule> behindVector(OnnxGraph.Value vector) {
        if (stated.pooling() != null) {
            throw new ModelException(
                    model.onnx().path(),
                    "an output last_hidden_state [batch, seq, hidden] to pool as you state",
                    vector.toString() + ", which is pooled already",
                    "leave out pooling, or export the model without its pooling");
        }
        return finished(new ArrayList<>(), vector.last());
    }

    /** The graph has done what makes one vector of many, and nothing else. */
    List<SentenceModule> behindPooled(OnnxGraph.Value vector) {
        List<SentenceModule> modules = new ArrayList<>(model.layout().modules());
        boolean pools = !modules.isEmpty() && modules.get(0) instanceof SentenceModule.Pooling;
        if (pools || stated.pooling() != null) {
            throw misfit("no Pooling behind an output that is one vector already", "one behind " + vector);
        }
        return finished(modules, vector.last());
    }

    /** The model's own modules, or the pooling that its user states. */
    List<SentenceModule> behindTokens(OnnxGraph.Value hidden) {
        checkWidth(hidden);
        List<SentenceModule> modules = new ArrayList<>(model.layout().modules());
        List<PoolingMode> wanted = stated.pooling();
        boolean pools = !modules.isEmpty() && modules.get(0) instanceof SentenceModule.Pooling;
        int width = model.layout().poolingWidth();
        if (pools && width > 0 && hidden.last() > 0 && width != hidden.last()) {
            throw misfit(
                    "a Pooling with word_embedding_dimension " + hidden.last() + " of the graph",
                    String.valueOf(width));
        }
        if (wanted != null) {
            if (pools) {
                modules.remove(0);
            }
            modules.add(0, new SentenceModule.Pooling(wanted, true));
        } else if (!model.layout().listsModules()) {
            throw unstated(
                    "files that say how token vectors become one embedding",
                    "no modules.json, and an output " + hidden);
        } else if (!pools) {
            throw new ModelException(
                    model.layout().files().path("modules.json"),
                    "a Pooling behind the Transformer",
                    modules.isEmpty() ? "nothing" : modules.get(0).text(),
                    "use a model that gives one vector for each text, or state a pooling");
        }
        if (!model.layout().listsAllModules() && stated.normalise() == null) {
            throw unstated("files that say whether embeddings have length 1", "no modules.json");
        }
        SentenceModule.Pooling first = (SentenceModule.Pooling) modules.get(0);
        return finished(
                modules, hidden.last() < 0 ? -1 : hidden.last() * first.modes().size());
    }

    private ModelException unstated(String expected, String found) {
        return new ModelException(
                model.directory(),
                expected,
                found,
                "state pooling and normalise as the model's card has them: --pooling cls|mean|max|last-token and --normalise"
                        + " true|false on the command line, task.NAME.pooling and task.NAME.normalise in the"
                        + " configuration, or \"textmill\": {\"pooling\": \"…\", \"normalise\": …} in config.json");
    }

    private List<SentenceModule> finished(List<SentenceModule> modules, long width) {
        long last = checkChain(modules, width);
        boolean normalised = !modules.isEmpty() && modules.get(modules.size() - 1) instanceof SentenceModule.Normalize;
        Integer dimensions = dimensions(last);
        // What is left of a vector has another length. Where the user cuts it, lengths mean nothing any more.
        boolean normalise = stated.normalise() == null ? normalised || stated.dimensions() != null : stated.normalise();
        if (normalised && (!normalise || dimensions != null)) {
            modules.remove(modules.size() - 1);
        }
        if (dimensions != null) {
            if (last > 0 && dimensions > last) {
                throw new ModelException(
                        model.onnx().path(),
                        "dimensions up to " + last + ", what the embedding has",
                        String.valueOf(dimensions),
                        "state fewer");
            }
            modules.add(new SentenceModule.Cut(dimensions));
        }
        if (normalise && (!normalised || dimensions != null)) {
            modules.add(new SentenceModule.Normalize());
        }
        return List.copyOf(modules);
    }

    /** As stated, else as the model was saved, whose authors say so that it is trained for that; null for all. */
    private @Nullable Integer dimensions(long width) {
        if (stated.dimensions() != null) {
            return stated.dimensions();
        }
        Integer saved = model.layout().dimensions();
        return saved != null && width > 0 && saved >= width ? null : saved;
    }

    /** Each module must take what the one before gives; the width behind the last one, or -1 if unknown. */
    private long checkChain(List<SentenceModule> modules, long width) {
        long now = width;
        for (int i = 0; i < modules.size(); i++) {
            SentenceModule module = modules.get(i);
            if (module instanceof SentenceModule.Splade
                    || module instanceof SentenceModule.EachToken
                    || module instanceof SentenceModule.TokenMask) {
                throw misfit("modules that make one dense vector of a text", module.text());
            } else if (module instanceof SentenceModule.Pooling && i > 0) {
                throw misfit(
                        "one Pooling, behind the Transformer",
                        "another one behind " + modules.get(i - 1).text());
            } else if (module instanceof SentenceModule.Dense dense) {
                checkStep(module, dense.in(), now);
                now = dense.out();
            } else if (module instanceof SentenceModule.LayerNorm norm) {
                checkStep(module, norm.weight().size(), now);
            }
        }
        return now;
    }

    private void checkStep(SentenceModule module, int takes, long gets) {
        if (gets > 0 && takes != gets) {
            throw misfit(
                    "modules that fit together",
                    module.text() + " that takes " + takes + " and gets " + gets + " numbers");
        }
    }

    private ModelException misfit(String expected, String found) {
        return new ModelException(
                model.layout().files().path("modules.json"), expected, found, "put together the files of one model");
    }

    private void checkWidth(OnnxGraph.Value hidden) {
        JsonNode config = model.config();
        for (String name : WIDTHS) {
            long configured = config.path(name).asLong(-1);
            if (configured > 0 && hidden.last() > 0 && hidden.last() != configured) {
                throw new ModelException(
                        model.onnx().path(),
                        "output " + hidden.name() + " with " + name + " " + configured + " of config.json",
                        hidden.dimensions(),
                        "put together the files of one model, or export it with the task feature-extraction");
            }
            if (configured > 0) {
                return;
            }
        }
    }
}
