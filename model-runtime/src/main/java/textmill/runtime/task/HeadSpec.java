package textmill.runtime.task;

import java.util.List;
import java.util.Map;
import textmill.runtime.tokenize.TextTokenizer;

/** What a task reads from a model's outputs and how; a record, whose text is part of the model's fingerprint. */
public interface HeadSpec {
    /** Names of the outputs that the head reads. */
    List<String> outputs();

    /** What it does with them, for people: name of a fact and the fact, in an order that is worth reading. */
    default Map<String, String> facts() {
        return Map.of();
    }

    /**
     * The head that does it.
     *
     * @param tokenizer the model's; stays the caller's
     */
    Head head(TextTokenizer tokenizer);
}
