package textmill.runtime.task;

import textmill.runtime.runner.ModelOutputs;
import textmill.runtime.tokenize.Tokens;

/** Reads one text's result from the outputs of its batch. Thread-safe. */
public interface Head {
    /**
     * Reads one row.
     *
     * @param outputs of the run
     * @param row index of the text in the batch
     * @param tokens of the text
     * @throws NotFiniteException if a value of the row is NaN or infinite
     * @throws UnexpectedShapeException if the outputs are not what the model's files promised
     */
    TaskResult read(ModelOutputs outputs, int row, Tokens tokens);

    /** True if {@link #read} asks tokens for their offsets or their text. */
    default boolean needsOffsets() {
        return false;
    }
}
