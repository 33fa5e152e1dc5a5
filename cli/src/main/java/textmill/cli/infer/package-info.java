/**
 * {@code textmill infer}: the engine over a file. Enters: lines; leaves: one JSON object a line, in input order. The
 * calling thread reads and submits, some make lines of results, one writes them, the engine computes on its own.
 */
@NullMarked
package textmill.cli.infer;

import org.jspecify.annotations.NullMarked;
