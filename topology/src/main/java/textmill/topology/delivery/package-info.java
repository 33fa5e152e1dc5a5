/**
 * Asynchronous results inside Kafka Streams without losing, repeating or reordering a record. Enters: input records as
 * bytes; leaves: output records, dead letters and tombstones as bytes, in input order per partition, and commits that
 * never pass the oldest record whose ending has not been forwarded. Everything here runs on the stream thread that owns
 * the partition, except the completion of a request, which only sets a future.
 */
@NullMarked
package textmill.topology.delivery;

import org.jspecify.annotations.NullMarked;
