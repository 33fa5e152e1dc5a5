package textmill.runtime.task.regression;

import java.util.List;
import textmill.runtime.model.LogitActivation;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * Numbers of a text.
 *
 * @param output {@code [batch, values]}
 * @param names of the values by index
 * @param activation {@link LogitActivation#SIGMOID}, or {@link LogitActivation#NONE} for the numbers as they are
 */
public record RegressionSpec(String output, List<String> names, LogitActivation activation) implements HeadSpec {
    /** Copies the list. */
    public RegressionSpec {
        names = List.copyOf(names);
    }

    @Override
    public List<String> outputs() {
        return List.of(output);
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        return List.of(
                new Fact("values", String.join(", ", names), "config.json"),
                new Fact("activation", activation.text(), ""));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new RegressionHead(this);
    }
}
