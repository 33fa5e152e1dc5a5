/**
 * A model directory, read and validated. Enters: a path; leaves: a {@code ModelSpec} that the rest may trust, or a
 * {@code ModelException} naming the file. Runs on the thread that loads, never on the hot path.
 */
@NullMarked
package textmill.runtime.model;

import org.jspecify.annotations.NullMarked;
