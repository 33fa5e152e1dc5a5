package textmill.runtime.task.tokenclassification;

import java.util.List;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * A label per token, merged to entities.
 *
 * @param logits {@code [batch, seq, labels]}
 * @param labels label names by class index
 * @param aggregation how tokens become entities
 * @param scheme how labels say where an entity begins
 * @param threshold entities with a lower score are left out
 */
public record TokenClassificationSpec(
        String logits, List<String> labels, Aggregation aggregation, Scheme scheme, float threshold)
        implements HeadSpec {
    @Override
    public List<String> outputs() {
        return List.of(logits);
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        return List.of(
                new Fact("labels", String.join(", ", labels), "config.json"),
                new Fact("entities", "aggregation " + aggregation + ", scheme " + scheme, ""));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new TokenClassificationHead(this, tokenizer);
    }
}
