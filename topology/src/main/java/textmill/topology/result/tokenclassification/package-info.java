/** Entities as their Avro record. */
@NullMarked
package textmill.topology.result.tokenclassification;

import org.jspecify.annotations.NullMarked;
