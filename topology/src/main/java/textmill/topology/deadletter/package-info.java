/**
 * Records that cannot be computed. Enters: the input record, where it came from and why it failed; leaves: a record for
 * the dead-letter topic that keeps key, value, headers and timestamp and fits the topic. Runs on the stream thread.
 */
@NullMarked
package textmill.topology.deadletter;

import org.jspecify.annotations.NullMarked;
