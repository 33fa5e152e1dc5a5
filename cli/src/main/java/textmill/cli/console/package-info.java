/**
 * What every command needs of its surroundings: standard streams, exit codes, the signal to stop. Enters: lines and
 * values; leaves: bytes on stdout and stderr, on the calling thread.
 */
@NullMarked
package textmill.cli.console;

import org.jspecify.annotations.NullMarked;
