/** Sparse vectors as their Avro record. Enters: a result; leaves: its record. Runs on the stream thread. */
@NullMarked
package textmill.topology.result.sparse;

import org.jspecify.annotations.NullMarked;
