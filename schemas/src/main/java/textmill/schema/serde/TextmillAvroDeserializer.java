package textmill.schema.serde;

import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import textmill.schema.registry.RegistryRefusedException;
import textmill.schema.registry.SchemaRegistry;
import textmill.schema.registry.UnreadableSchemaException;

/**
 * From Confluent's wire format to Avro records: generic ones, or generated classes if {@code specific.avro.reader} is
 * true. Top-level primitives become {@code String}, {@code byte[]}, {@code Integer} and so on.
 *
 * <p>{@link #deserialize} throws {@link BadRecordException} if the bytes are bad and
 * {@link textmill.schema.registry.RegistryUnavailableException} if nobody can tell yet. Safe to share between threads,
 * once configured.
 */
public final class TextmillAvroDeserializer implements Deserializer<Object> {
    private @Nullable SchemaRegistry registry;
    private @Nullable ThreadLocal<RecordReader> readers;

    /** For Kafka, which calls {@link #configure} next. */
    public TextmillAvroDeserializer() {}

    /** Shares a registry client, and so its caches, with others; call {@link #configure} next. */
    public TextmillAvroDeserializer(SchemaRegistry registry) {
        this.registry = registry;
    }

    @Override
    @SuppressWarnings(
            "ThreadLocalUsage") // Per instance, since settings are; the instance lives as long as the consumer.
    public void configure(Map<String, ?> configs, boolean isKey) {
        SchemaRegistry source = registry == null ? SchemaRegistry.connect(configs) : registry;
        boolean specific = SerdeConfig.from(configs, isKey).specific();
        registry = source;
        readers = ThreadLocal.withInitial(() -> new RecordReader(specific));
    }

    @Override
    public @Nullable Object deserialize(@Nullable String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        int id = WireFormat.schemaId(data);
        Schema writer = schema(Objects.requireNonNull(registry, "configure() was not called"), id);
        try {
            return Objects.requireNonNull(readers).get().read(id, writer, data);
        } catch (BadRecordException e) {
            throw new BadRecordException(
                    e.reason(),
                    "Cannot read a record with schema id " + id + " (" + writer.getFullName() + "): " + e.getMessage(),
                    e.getCause());
        }
    }

    /**
     * The schema with an id, with the registry's verdicts turned into verdicts on the record.
     *
     * @throws BadRecordException {@code UNKNOWN_SCHEMA} or {@code UNREADABLE_SCHEMA}
     * @throws textmill.schema.registry.RegistryUnavailableException if nobody can tell yet
     */
    public static Schema schema(SchemaRegistry registry, int id) {
        try {
            return registry.byId(id);
        } catch (RegistryRefusedException e) {
            throw new BadRecordException(
                    BadRecordReason.UNKNOWN_SCHEMA,
                    "The schema registry does not know schema id " + id
                            + ", with which this record claims to be written (" + e.getMessage() + ")",
                    e);
        } catch (UnreadableSchemaException e) {
            throw new BadRecordException(BadRecordReason.UNREADABLE_SCHEMA, String.valueOf(e.getMessage()), e);
        }
    }
}
