package textmill.cli.result;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The input record that a result came from; every result names it.
 *
 * @param topic of the input record
 * @param partition of the input record
 * @param offset of the input record
 */
public record Source(String topic, int partition, long offset) {
    /** As a result says. */
    public static Source of(SpecificRecord result) {
        return new Source(
                String.valueOf(field(result, "source_topic")),
                ((Number) field(result, "source_partition")).intValue(),
                ((Number) field(result, "source_offset")).longValue());
    }

    private static Object field(SpecificRecord result, String name) {
        Schema.Field field = result.getSchema().getField(name);
        if (field == null) {
            throw new IllegalArgumentException(result.getSchema().getFullName() + " has no field " + name);
        }
        return result.get(field.pos());
    }
}
