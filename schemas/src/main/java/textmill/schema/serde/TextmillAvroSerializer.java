package textmill.schema.serde;

import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import textmill.schema.registry.SchemaRegistry;

/**
 * From Avro records (generated or generic, or the primitives that Avro has) to Confluent's wire format. Registers the
 * record's schema, or looks it up, as configured.
 *
 * <p>{@link #serialize} throws {@link BadRecordException} ({@code UNWRITABLE}) if the record does not fit its schema,
 * {@link textmill.schema.registry.RegistryRefusedException} if the registry does not take or have the schema, which no
 * other record of the type will survive either, and {@link textmill.schema.registry.RegistryUnavailableException} if it
 * gave no answer. Safe to share between threads, once configured.
 */
public final class TextmillAvroSerializer implements Serializer<Object> {
    private @Nullable SchemaRegistry registry;
    private @Nullable SchemaChoice choice;
    private @Nullable ThreadLocal<RecordWriter> writers;

    /** For Kafka, which calls {@link #configure} next. */
    public TextmillAvroSerializer() {}

    /** Shares a registry client, and so its caches, with others; call {@link #configure} next. */
    public TextmillAvroSerializer(SchemaRegistry registry) {
        this.registry = registry;
    }

    @Override
    @SuppressWarnings(
            "ThreadLocalUsage") // Per instance, since settings are; the instance lives as long as the producer.
    public void configure(Map<String, ?> configs, boolean isKey) {
        SchemaRegistry target = registry == null ? SchemaRegistry.connect(configs) : registry;
        SchemaChoice schemas = new SchemaChoice(target, SerdeConfig.from(configs, isKey));
        registry = target;
        choice = schemas;
        writers = ThreadLocal.withInitial(() -> new RecordWriter(schemas));
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object data) {
        if (data == null) {
            return null;
        }
        return Objects.requireNonNull(writers, "configure() was not called")
                .get()
                .write(topic, data);
    }

    /**
     * Registers or looks up a schema before the first record needs it, so that a registry that refuses it is noticed at
     * start-up.
     *
     * @return the id that records of this schema will carry in this topic
     */
    public int prepare(String topic, Schema schema) {
        return Objects.requireNonNull(choice, "configure() was not called")
                .choose(topic, schema)
                .id();
    }
}
