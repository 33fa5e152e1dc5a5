package textmill.runtime.task;

import java.util.List;
import textmill.runtime.tokenize.TextTokenizer;

/** What a task reads from a model's outputs and how; a record, whose text is part of the model's fingerprint. */
public interface HeadSpec {
    /** Names of the outputs that the head reads. */
    List<String> outputs();

    /**
     * The head that does it.
     *
     * @param tokenizer the model's; stays the caller's
     */
    Head head(TextTokenizer tokenizer);
}
