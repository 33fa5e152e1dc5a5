package textmill.runtime.task.zeroshot;

import java.util.List;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.task.Head;
import textmill.runtime.task.HeadSpec;
import textmill.runtime.task.RowPlan;
import textmill.runtime.tokenize.TextTokenizer;

/**
 * Scores of labels by an inference model.
 *
 * @param logits {@code [rows, classes]}
 * @param classes what the model tells apart
 * @param labels what is asked for
 * @param template the hypothesis, with {@code {}} for a label
 * @param multiLabel each label holds by itself
 * @param maxTokens most tokens of a row
 */
record ZeroShotSpec(
        String logits, Classes classes, List<String> labels, String template, boolean multiLabel, int maxTokens)
        implements HeadSpec {
    static final String PLACE = "{}";

    /**
     * What a natural-language inference model tells apart.
     *
     * @param count of classes
     * @param entailment index of "the text says so"
     * @param contradiction index of the opposite
     */
    record Classes(int count, int entailment, int contradiction) {}

    @Override
    public List<String> outputs() {
        return List.of(logits);
    }

    @Override
    public RowPlan rows() {
        return new LabelPairs(labels.stream().map(this::hypothesis).toList(), maxTokens);
    }

    String hypothesis(String label) {
        return template.replace(PLACE, label);
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        return List.of(
                new Fact("labels", String.join(", ", labels), ""),
                new Fact("template", template, ""),
                new Fact(
                        "entailment",
                        "class " + classes.entailment + ", against " + classes.contradiction,
                        "config.json"));
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new ZeroShotHead(this);
    }
}
