/**
 * The {@code textmill} command. Enters: arguments; leaves: an exit code, on the main thread. Each command lives in a
 * package of its own; how failures end is decided here, in {@link textmill.cli.FailurePolicy}, and nowhere else.
 */
@NullMarked
package textmill.cli;

import org.jspecify.annotations.NullMarked;
