/**
 * From a result to the bytes of an output record. Enters: {@link textmill.runtime.task.TaskResult}; leaves: an Avro
 * record of {@code textmill.events}, serialised. Runs on the stream thread; the serialiser is shared by all of them.
 */
@NullMarked
package textmill.topology.result;

import org.jspecify.annotations.NullMarked;
