package textmill.runtime.task.embedding;

import java.util.List;
import java.util.stream.Collectors;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.model.SentenceModule;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * One vector per text.
 *
 * @param output {@code [batch, seq, hidden]} if the first module is a pooling, else {@code [batch, hidden]}
 * @param modules what makes the embedding of it, in order; a pooling is nowhere but first
 */
public record EmbeddingSpec(String output, List<SentenceModule> modules) implements HeadSpec {
    /** Copies the list. */
    public EmbeddingSpec {
        modules = List.copyOf(modules);
    }

    @Override
    public List<String> outputs() {
        return List.of(output);
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        String chain = modules.stream().map(SentenceModule::text).collect(Collectors.joining(", then "));
        return List.of(
                chain.isEmpty()
                        ? new Fact("modules", "all of them in the graph", "")
                        : new Fact("modules", chain, model.layout().listsAllModules() ? "modules.json" : "as stated"));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new EmbeddingHead(this);
    }
}
