package textmill.runtime.task;

/** Reads one text's result from the outputs of its batch. Thread-safe. */
public interface Head {
    /**
     * Reads one row.
     *
     * @param row the text in the outputs of its batch
     * @throws NotFiniteException if a value of the row is NaN or infinite
     * @throws UnexpectedShapeException if the outputs are not what the model's files promised
     */
    TaskResult read(Row row);

    /** True if {@link #read} asks tokens for their offsets or their text. */
    default boolean needsOffsets() {
        return false;
    }
}
