package textmill.topology.result;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.TaskType;
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

    /** Makes the records of one task. Used by many threads. */
    @FunctionalInterface
    interface Records {
        /** The record for one result, which is of this kind. */
        SpecificRecord of(ResultSource source, TaskResult result);
    }
}
