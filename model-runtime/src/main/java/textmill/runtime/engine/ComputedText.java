package textmill.runtime.engine;

import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import textmill.runtime.task.NotFiniteException;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.UnexpectedShapeException;
import textmill.runtime.text.TextFlags;

/**
 * What one pass of a model made of one text, or of one of its rows.
 *
 * @param tokens tokens that the model saw
 * @param flags what happened to the text
 * @param answers one per head of the pass
 */
record ComputedText(int tokens, TextFlags flags, List<Answer> answers) {
    /** What one head made of it. */
    sealed interface Answer {
        /** A result, or why there is none. */
        static Answer of(Supplier<TaskResult> read) {
            try {
                return new Result(read.get());
            } catch (NotFiniteException e) {
                return new Refusal(Outcome.Reason.OUTPUT_NOT_FINITE, String.valueOf(e.getMessage()));
            } catch (UnexpectedShapeException e) {
                return new Refusal(Outcome.Reason.INFERENCE_FAILED, String.valueOf(e.getMessage()));
            }
        }
    }

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
        return new ComputedText(0, TextFlags.NONE, Collections.nCopies(heads, refusal));
    }
}
