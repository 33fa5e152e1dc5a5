/**
 * Opening an engine. Enters: {@link textmill.runtime.engine.EngineConfig} and the tasks to offer; leaves: a running {@link
 * textmill.runtime.engine.BatchingEngine} whose models were loaded, probed and tuned, or an exception that says which cannot
 * be used, with nothing left open. Runs on the thread that opens.
 */
@NullMarked
package textmill.runtime.engine.start;

import org.jspecify.annotations.NullMarked;
