/**
 * Results for people and programs. Enters: a {@link textmill.runtime.task.TaskResult} or an Avro record of {@code
 * textmill.events}; leaves: JSON or a line, on the calling thread. A kind is one folder; {@link
 * textmill.cli.result.ResultViews} lists them.
 */
@NullMarked
package textmill.cli.result;

import org.jspecify.annotations.NullMarked;
