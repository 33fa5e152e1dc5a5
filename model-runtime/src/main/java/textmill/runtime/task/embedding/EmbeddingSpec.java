package textmill.runtime.task.embedding;

import java.util.List;
import java.util.stream.Collectors;
import textmill.runtime.model.ModelException;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.HiddenLayers;
import textmill.runtime.task.VectorForm;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * One vector per text.
 *
 * @param output {@code [batch, seq, hidden]} if the first module is a pooling, else {@code [batch, hidden]}; several of the
 *     former have commas between them, and count with their mean
 * @param modules what makes the embedding of it, in order; a pooling is nowhere but first
 * @param form how it is written
 */
public record EmbeddingSpec(String output, List<SentenceModule> modules, VectorForm form) implements HeadSpec {
    /** Copies the list. */
    public EmbeddingSpec {
        modules = List.copyOf(modules);
    }

    /** Embeddings that are written as they are. */
    public EmbeddingSpec(String output, List<SentenceModule> modules) {
        this(output, modules, VectorForm.plain());
    }

    /**
     * These embeddings in another form.
     *
     * @throws ModelException if its range is not one for them
     */
    EmbeddingSpec written(VectorForm wanted, ModelSpec model) {
        boolean unit = !modules.isEmpty() && modules.get(modules.size() - 1) instanceof SentenceModule.Normalize;
        if (wanted.type().hasRange() && !unit && wanted.range().unit()) {
            throw new ModelException(
                    model.directory(),
                    "a range for vector = " + wanted.type().text() + ", as these embeddings are not made of length 1",
                    "none",
                    "state vector.range (MIN,MAX or a file, see the page on vector forms), or normalise = true");
        }
        return new EmbeddingSpec(output, modules, wanted);
    }

    @Override
    public List<String> outputs() {
        return HiddenLayers.outputs(output);
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        String chain = modules.stream().map(SentenceModule::text).collect(Collectors.joining(", then "));
        return List.of(
                chain.isEmpty()
                        ? new Fact("modules", "all of them in the graph", "")
                        : new Fact("modules", chain, model.layout().listsAllModules() ? "modules.json" : "as stated"),
                new Fact("vector", form.type().text() + (form.packed() ? ", as bytes" : ", number by number"), ""));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new EmbeddingHead(this);
    }
}
