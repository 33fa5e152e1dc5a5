package textmill.topology.result;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import textmill.runtime.redaction.Span;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
import textmill.topology.anomaly.Evidence;
import textmill.topology.config.Key;
import textmill.topology.config.Settings;

/**
 * A kind of task as its output topic sees it: its options, and its Avro record. Each kind has a package of its own below
 * this one and a line in {@link ResultTypes}; nothing else here knows kinds.
 */
public interface ResultType {

    /** The kind. */
    TaskType kind();

    /** The options that a task of this kind can have, behind {@code task.NAME.}; each has a default. */
    List<Key<?>> options();

    /** A valid record that says nothing: carries the schema to the registry before the first text. */
    SpecificRecord empty();

    /**
     * What makes records.
     *
     * @param options values of {@link #options}
     */
    Records records(Settings options);

    /**
     * What is to be set where records of these options carry parts of the text, which a pipeline that redacts must not write:
     * for example {@code tokens to offsets}. Empty if they carry none.
     */
    default Optional<String> insteadOfText(Settings options) {
        return Optional.empty();
    }

    /** True if results name stretches of the text that can be redacted. */
    default boolean findsSpans() {
        return false;
    }

    /** The stretches that a result names; none unless {@link #findsSpans}. */
    default List<Span> spans(TaskResult result) {
        return List.of();
    }

    /** Tells what a result says of how unusual its text is; nothing unless overridden. */
    default void tell(TaskResult result, Evidence evidence) {}

    /** Draws a result, which is of this kind, for somebody who looks on. */
    void show(TaskResult result, Picture picture);

    /** On what it can depend whether a result goes to a further topic; each condition without a default. */
    default List<Key<?>> conditions() {
        return List.of();
    }

    /**
     * Whether a result goes to a further topic: all conditions that were written hold.
     *
     * @param conditions values of {@link #conditions}
     */
    default Predicate<TaskResult> condition(Settings conditions) {
        throw new UnsupportedOperationException("no conditions for results of kind " + kind().name());
    }

    /** Makes the records of one task. Used by many threads. */
    @FunctionalInterface
    interface Records {
        /** The record for one result, which is of this kind. */
        SpecificRecord of(ResultSource source, TaskResult result);
    }
}
