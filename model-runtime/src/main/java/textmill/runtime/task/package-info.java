/**
 * From a batch's outputs to one result per text. Enters: {@link textmill.runtime.runner.ModelOutputs}, {@code [batch, seq,
 * hidden]} and the like; leaves: a {@link textmill.runtime.task.TaskResult}, on the device thread. Every kind of task is one
 * folder below this package: its type, its spec, its head, its result; {@link textmill.runtime.task.TaskTypes} lists them.
 */
@NullMarked
package textmill.runtime.task;

import org.jspecify.annotations.NullMarked;
