package textmill.runtime.task;

import java.util.List;
import textmill.runtime.model.ModelSpec;
import textmill.runtime.tokenize.TextTokenizer;

/** What a task reads from a model's outputs and how; a record, whose text is part of the model's fingerprint. */
public interface HeadSpec {
    /** Names of the outputs that the head reads. */
    List<String> outputs();

    /** How a text becomes rows of a batch. */
    default RowPlan rows() {
        return RowPlan.whole();
    }

    /**
     * What it does with them, for people.
     *
     * @param model that it was read from
     */
    default List<Fact> facts(ModelSpec model) {
        return List.of();
    }

    /**
     * Something that was understood of a model.
     *
     * @param name a word or two
     * @param value what it is
     * @param file the file that says it, or empty
     */
    record Fact(String name, String value, String file) {}

    /**
     * The head that does it.
     *
     * @param tokenizer the model's; stays the caller's
     */
    Head head(TextTokenizer tokenizer);
}
