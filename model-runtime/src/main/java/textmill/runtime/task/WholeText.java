package textmill.runtime.task;

import java.util.List;
import textmill.runtime.text.TextInput;

/** One row. The engine knows it, and shares the tokens between models, so nothing is allocated for the plan's sake. */
record WholeText() implements RowPlan {
    static final WholeText INSTANCE = new WholeText();

    @Override
    public List<PlannedRow> rows(TextInput input, Source source) {
        return List.of(new PlannedRow(
                source.tokenizer().tokenize(input, source.offsets()).cut(source.maxTokens()),
                0,
                input.text().length()));
    }

    @Override
    public long bytes(TextInput input) {
        return 0;
    }
}
