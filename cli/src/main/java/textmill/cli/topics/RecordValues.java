package textmill.cli.topics;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;
import textmill.schema.serde.SerdeKeys;
import textmill.schema.serde.TextmillAvroDeserializer;

/**
 * Reads the values of records for somebody who looks on: a record that cannot be read is one more thing to show, never
 * the end of looking. Not thread-safe.
 */
public final class RecordValues {
    private final TextmillAvroDeserializer ours;
    private final TextmillAvroDeserializer others;
    private boolean answered;

    private RecordValues(TextmillAvroDeserializer ours, TextmillAvroDeserializer others) {
        this.ours = ours;
        this.others = others;
    }

    /** What a value turned out to be. */
    public sealed interface Value {
        /**
         * A record of ours, or a generic one of anybody else's schema.
         *
         * @param record as Avro made it; {@link AnyValue#NULL} where that is null
         */
        record Found(Object record) implements Value {}

        /** No value: whoever keeps the last value of a key forgets the key. */
        record Tombstone() implements Value {}

        /**
         * Bytes that give no record.
         *
         * @param reason stable code, the same as in dead letters
         * @param message what was found and expected, without content
         */
        record Unreadable(String reason, String message) implements Value {}
    }

    /**
     * A reader of values.
     *
     * @param registry asked for schemas
     * @param configs serde settings under Confluent's keys
     */
    public static RecordValues of(SchemaRegistry registry, Map<String, ?> configs) {
        return new RecordValues(deserializer(registry, configs, true), deserializer(registry, configs, false));
    }

    private static TextmillAvroDeserializer deserializer(
            SchemaRegistry registry, Map<String, ?> configs, boolean generated) {
        Map<String, Object> settings = new HashMap<>(configs);
        settings.put(SerdeKeys.SPECIFIC_READER, generated);
        TextmillAvroDeserializer deserializer = new TextmillAvroDeserializer(registry);
        deserializer.configure(settings, false);
        return deserializer;
    }

    /**
     * The value of one record.
     *
     * @throws RetriableException if the schema registry has never answered: the mistake is then in its address
     */
    public Value of(ConsumerRecord<byte[], byte[]> record) {
        byte[] bytes = record.value();
        if (bytes == null) {
            return new Value.Tombstone();
        }
        try {
            Value value = new Value.Found(read(record, bytes));
            answered = true;
            return value;
        } catch (BadRecordException e) {
            answered |= e.reason() != BadRecordReason.TOO_SHORT && e.reason() != BadRecordReason.BAD_MAGIC;
            return new Value.Unreadable(e.reason().code(), String.valueOf(e.getMessage()));
        } catch (RetriableException e) {
            if (!answered) {
                throw e;
            }
            return new Value.Unreadable("registry-unavailable", String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            // A message that is not ours may quote the payload: only its kind is told.
            return new Value.Unreadable(
                    "unreadable", "it cannot be deserialised: " + e.getClass().getName());
        }
    }

    private Object read(ConsumerRecord<byte[], byte[]> record, byte[] bytes) {
        try {
            return AnyValue.orNull(ours.deserialize(record.topic(), record.headers(), bytes));
        } catch (BadRecordException e) {
            if (e.reason() != BadRecordReason.INCOMPATIBLE_SCHEMA) {
                throw e;
            }
            return AnyValue.orNull(others.deserialize(record.topic(), record.headers(), bytes));
        }
    }
}
