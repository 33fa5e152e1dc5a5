package textmill.runtime.task.classification;

import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.runtime.model.LogitActivation;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * Probabilities over labels.
 *
 * @param logits {@code [batch, labels]}
 * @param outOfScope {@code [batch]} or {@code [batch, 1]}, probabilities, or null if the model has none
 * @param labels label names by class index
 * @param activation what makes scores of the logits
 * @param temperature logits are divided by it before that
 * @param outOfScopeThreshold from which probability on a text counts as out of scope, or null if not set
 * @param choice which labels are listed
 */
public record ClassificationSpec(
        String logits,
        @Nullable String outOfScope,
        List<String> labels,
        LogitActivation activation,
        float temperature,
        @Nullable Float outOfScopeThreshold,
        LabelChoice choice)
        implements HeadSpec {
    @Override
    public List<String> outputs() {
        return outOfScope == null ? List.of(logits) : List.of(logits, outOfScope);
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        return List.of(
                new Fact("labels", String.join(", ", labels), "config.json"),
                new Fact("activation", activation.text(), ""));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new ClassificationHead(this);
    }
}
