package textmill.runtime.engine;

import java.util.List;
import textmill.runtime.task.TaskResult;
import textmill.runtime.text.TextFlags;

/** The end of one text's way through the engine: a value, never an exception, as long as the device works. */
public sealed interface Outcome {

    /**
     * Every requested task gave a result.
     *
     * @param results one per requested task, in the order of the request
     * @param tokens tokens that the model with the highest limit saw, special tokens included, padding not
     * @param flags what happened to the text; truncated if at least one of the models did not see its end
     */
    record Success(List<TaskResult> results, int tokens, TextFlags flags) implements Outcome {}

    /**
     * This text cannot be computed; its neighbours in the batch are unaffected.
     *
     * @param reason stable code
     * @param task name of the task that failed, or "tokenize"
     * @param message what was found, without any of the text's content
     */
    record Failure(Reason reason, String task, String message) implements Outcome {}

    /** Why a text failed. The names are stable: they appear in dead letters. */
    enum Reason {
        /** The tokenizer refused the text, or there is nothing in it that the task could be done with. */
        TOKENIZE_FAILED,
        /** The text came with a second one, which the task does not read. */
        PAIR_NOT_TAKEN,
        /** The task reads two texts, and there is no second one. */
        PAIR_MISSING,
        /** The model failed on this text alone. */
        INFERENCE_FAILED,
        /** The model's output holds NaN or infinity. */
        OUTPUT_NOT_FINITE
    }
}
