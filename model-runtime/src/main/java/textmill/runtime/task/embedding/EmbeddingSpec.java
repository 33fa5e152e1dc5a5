package textmill.runtime.task.embedding;

import java.util.List;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * One vector per text.
 *
 * @param output {@code [batch, seq, hidden]}, or {@code [batch, hidden]} for {@link Pooling#IN_MODEL}
 * @param pooling how token vectors become one
 * @param normalise scale the vector to length 1
 */
public record EmbeddingSpec(String output, Pooling pooling, boolean normalise) implements HeadSpec {
    @Override
    public List<String> outputs() {
        return List.of(output);
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new EmbeddingHead(this);
    }
}
