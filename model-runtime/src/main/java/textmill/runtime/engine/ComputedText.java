package textmill.runtime.engine;

import java.util.List;
import textmill.runtime.task.TaskResult;
import textmill.runtime.text.TextFlags;

/**
 * What one model made of one text.
 *
 * @param tokens tokens that the model saw
 * @param flags what happened to the text
 * @param answers one per head of the model
 */
record ComputedText(int tokens, TextFlags flags, List<Answer> answers) {
    /** What one head made of it. */
    sealed interface Answer {}

    /** A result. */
    record Result(TaskResult value) implements Answer {}

    /** No result, ever, for this text; the task's name is filled in for each request. */
    record Refusal(Outcome.Reason reason, String message) implements Answer {}

    /** About how many bytes it holds. */
    long bytes() {
        long bytes = 0;
        for (Answer answer : answers) {
            bytes += answer instanceof Result result ? result.value().bytes() : 0;
        }
        return bytes;
    }

    static ComputedText refused(int heads, Outcome.Reason reason, String message) {
        Answer refusal = new Refusal(reason, message);
        return new ComputedText(0, TextFlags.NONE, java.util.Collections.nCopies(heads, refusal));
    }
}
