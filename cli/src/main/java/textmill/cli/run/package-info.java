/**
 * {@code textmill run}: the service. Enters: a configuration file; leaves: an exit code once the signal to stop has come
 * and everything in flight has been drained. Runs on the main thread.
 */
@NullMarked
package textmill.cli.run;

import org.jspecify.annotations.NullMarked;
