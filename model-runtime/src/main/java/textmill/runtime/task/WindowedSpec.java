package textmill.runtime.task;

import java.util.ArrayList;
import java.util.List;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.TextWindows;

/**
 * A task that reads long texts in windows.
 *
 * @param window reads one window, as if it were a text
 * @param size of the windows
 * @param scores how their scores become the text's
 */
record WindowedSpec(HeadSpec window, TextWindows.Size size, WindowMerge scores) implements HeadSpec {
    @Override
    public List<String> outputs() {
        return window.outputs();
    }

    @Override
    public RowPlan rows() {
        return new WindowPlan(size, window.rows());
    }

    @Override
    public List<Fact> facts(ModelSpec model) {
        List<Fact> facts = new ArrayList<>(window.facts(model));
        facts.add(new Fact(
                "windows",
                size.tokens() + " tokens, sharing " + size.stride()
                        + (size.sentences() ? ", cut at ends of sentences" : ""),
                ""));
        return facts;
    }

    @Override
    public Head head(TextTokenizer tokenizer) {
        return new WindowedHead(window.head(tokenizer), scores, window.rows().equals(RowPlan.whole()));
    }
}
