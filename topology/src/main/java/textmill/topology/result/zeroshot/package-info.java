/** Scores of labels of one's own as Avro records. Enters: a result; leaves: its record. Runs on the stream thread. */
@NullMarked
package textmill.topology.result.zeroshot;

import org.jspecify.annotations.NullMarked;
