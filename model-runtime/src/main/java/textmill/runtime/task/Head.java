package textmill.runtime.task;

import java.util.List;

/** Reads one text's result from the outputs of its batch. Thread-safe. */
public interface Head {
    /**
     * Reads one row.
     *
     * @param row the text in the outputs of its batch; where a model is tried, of a text by itself, whatever the plan
     * @throws NotFiniteException if a value of the row is NaN or infinite
     * @throws UnexpectedShapeException if the outputs are not what the model's files promised
     */
    TaskResult read(Row row);

    /**
     * Makes the result of a text of those of its rows, where its {@link HeadSpec#rows} plan makes several. Never called for
     * a plan of whole texts, whose row's result is the text's.
     *
     * @param rows in the order of the plan; none if the plan made none
     * @throws NotFiniteException if there is no number for the text
     */
    default TaskResult combine(List<RowResult> rows) {
        throw new IllegalStateException("a head that reads one row a text got " + rows.size());
    }

    /**
     * Makes the result of a long text of those of its windows, where the kind {@link TaskType#windows reads windows}.
     *
     * @param windows in the order of the text, one at least; they may share some of it
     * @param scores what becomes of scores that belong to no place in the text
     * @throws NotFiniteException if there is no number for the text
     */
    default TaskResult merge(List<Windowed.Part> windows, WindowMerge scores) {
        throw new IllegalStateException("a head that reads no windows got " + windows.size());
    }

    /** True if {@link #read} asks tokens for their offsets or their text. */
    default boolean needsOffsets() {
        return false;
    }
}
