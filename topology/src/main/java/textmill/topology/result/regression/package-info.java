/** Numbers as their Avro record. Enters: a result; leaves: its record. Runs on the stream thread. */
@NullMarked
package textmill.topology.result.regression;

import org.jspecify.annotations.NullMarked;
