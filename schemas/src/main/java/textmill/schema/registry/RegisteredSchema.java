package textmill.schema.registry;

import org.apache.avro.Schema;

/**
 * One version of a subject.
 *
 * @param subject name of the subject
 * @param version its version, from 1
 * @param id the registry-wide id that is written into every record
 * @param schema the schema
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
