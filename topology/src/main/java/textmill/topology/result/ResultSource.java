package textmill.topology.result;

import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.topology.deadletter.Origin;

/**
 * What every output record says beside its result.
 *
 * @param origin where the text was read
 * @param task what computed it
 * @param text what happened to the text
 */
public record ResultSource(Origin origin, Task task, Outcome.Success text) {}
