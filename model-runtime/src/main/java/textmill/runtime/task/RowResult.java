package textmill.runtime.task;

/**
 * What a head read of one of a text's rows.
 *
 * @param row the row
 * @param value what {@link Head#read} made of it
 */
public record RowResult(PlannedRow row, TaskResult value) {}
