package textmill.runtime.task.tokenvectors;

import java.util.List;
import java.util.stream.Collectors;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.HiddenLayers;
import textmill.runtime.task.RowPlan;
import textmill.runtime.task.VectorForm;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * A vector per token.
 *
 * @param output {@code [batch, seq, hidden]}; several have commas between them, and count with their mean
 * @param modules what is made of each vector, in order
 * @param mask which tokens count
 * @param plan how a text becomes a row
 * @param form how vectors are written
 */
public record TokenVectorsSpec(
        String output, List<SentenceModule> modules, SentenceModule.TokenMask mask, RowPlan plan, VectorForm form)
        implements HeadSpec {
    /** Copies the list. */
    public TokenVectorsSpec {
        modules = List.copyOf(modules);
    }

    @Override
    public List<String> outputs() {
        return HiddenLayers.outputs(output);
    }

    @Override
    public RowPlan rows() {
        return plan;
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        String chain = modules.stream().map(SentenceModule::text).collect(Collectors.joining(", then "));
        return List.of(
                new Fact("each token", chain.isEmpty() ? "as it is" : chain, "modules.json"),
                new Fact("tokens", mask.text(), "modules.json"),
                new Fact("vector", form.type().text() + (form.packed() ? ", as bytes" : ", number by number"), ""));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new TokenVectorsHead(this, tokenizer);
    }
}
