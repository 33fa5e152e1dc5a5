/** Results of one kind as Avro records. Enters: a result; leaves: its record. Runs on the stream thread. */
@NullMarked
package textmill.topology.result.embedding;

import org.jspecify.annotations.NullMarked;
