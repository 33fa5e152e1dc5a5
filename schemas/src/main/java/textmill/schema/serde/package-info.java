/**
 * Avro records in Confluent's wire format: a zero byte, the schema id as four bytes big-endian, the Avro binary body.
 * Enters: bytes from Kafka, or records; leaves: records, or bytes for Kafka, or a
 * {@link textmill.schema.serde.BadRecordException} with a stable reason. Runs on the caller's thread; the public serdes
 * are safe to share, they keep their buffers per thread.
 */
@NullMarked
package textmill.schema.serde;

import org.jspecify.annotations.NullMarked;
