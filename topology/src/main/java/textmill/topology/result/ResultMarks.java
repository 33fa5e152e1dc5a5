package textmill.topology.result;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.SerdeKeys;
import textmill.schema.serde.TextmillAvroDeserializer;

/** Reads the marks of results of every kind from their topics. Not thread-safe. */
public final class ResultMarks {
    private final TextmillAvroDeserializer deserializer;

    /**
     * @param registry asked for schemas
     * @param serde settings under Confluent's keys
     */
    public ResultMarks(SchemaRegistry registry, Map<String, String> serde) {
        Map<String, Object> settings = new HashMap<>(serde);
        settings.put(SerdeKeys.SPECIFIC_READER, false);
        deserializer = new TextmillAvroDeserializer(registry);
        deserializer.configure(settings, false);
    }

    /**
     * The mark of a record; empty for a tombstone, and for a record that no task of ours wrote.
     *
     * @throws org.apache.kafka.common.errors.RetriableException if the schema registry gave no verdict
     */
    public Optional<ResultMark> of(ConsumerRecord<byte[], byte[]> record) {
        try {
            Object value = deserializer.deserialize(record.topic(), record.headers(), record.value());
            return value instanceof IndexedRecord result ? mark(result) : Optional.empty();
        } catch (BadRecordException e) {
            return Optional.empty();
        }
    }

    private static Optional<ResultMark> mark(IndexedRecord result) {
        if (field(result, "source_topic") instanceof CharSequence topic
                && field(result, "source_partition") instanceof Integer partition
                && field(result, "source_offset") instanceof Long offset
                && field(result, "model_fingerprint") instanceof CharSequence fingerprint) {
            return Optional.of(new ResultMark(topic.toString(), partition, offset, fingerprint.toString()));
        }
        return Optional.empty();
    }

    private static Object field(IndexedRecord record, String name) {
        var field = record.getSchema().getField(name);
        Object value = field == null ? null : record.get(field.pos());
        return value == null ? "" : value;
    }
}
