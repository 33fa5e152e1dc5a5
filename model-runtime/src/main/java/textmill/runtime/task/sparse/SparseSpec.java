package textmill.runtime.task.sparse;

import java.util.List;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * Weights of the vocabulary.
 *
 * @param logits {@code [batch, seq, vocabulary]}
 * @param pooling how they become weights
 * @param most terms, or 0 for all with a weight
 */
public record SparseSpec(String logits, SentenceModule.Splade pooling, int most) implements HeadSpec {
    @Override
    public List<String> outputs() {
        return List.of(logits);
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        return List.of(
                new Fact("pooling", pooling.text(), model.layout().listsModules() ? "modules.json" : "SPLADE's own"),
                new Fact("terms", most == 0 ? "all with a weight above 0" : "the " + most + " heaviest", ""));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new SparseHead(this, tokenizer);
    }
}
