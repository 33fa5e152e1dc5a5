package textmill.runtime.engine;

import java.util.List;
import textmill.runtime.task.TaskResult;
import textmill.runtime.tokenize.Tokens;

/**
 * What one model made of one text.
 *
 * @param tokens tokens that the model saw
 * @param flags what happened to the text
 * @param answers one per head of the model
 */
record ComputedText(int tokens, Tokens.Flags flags, List<Answer> answers) {
    private static final Tokens.Flags NO_FLAGS = new Tokens.Flags(false, false, false);

    /** What one head made of it. */
    sealed interface Answer {}

    /** A result. */
    record Result(TaskResult value) implements Answer {}

    /** No result, ever, for this text; the task's name is filled in for each request. */
    record Refusal(Outcome.Reason reason, String message) implements Answer {}

    static ComputedText refused(int heads, Outcome.Reason reason, String message) {
        Answer refusal = new Refusal(reason, message);
        return new ComputedText(0, NO_FLAGS, java.util.Collections.nCopies(heads, refusal));
    }
}
