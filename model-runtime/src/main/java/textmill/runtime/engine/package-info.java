/** The engine shared by all threads of a process. Enters: texts; leaves: {@link textmill.runtime.engine.Outcome}, on the engine's own threads. */
@NullMarked
package textmill.runtime.engine;

import org.jspecify.annotations.NullMarked;
