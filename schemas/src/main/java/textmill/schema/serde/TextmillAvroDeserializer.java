package textmill.schema.serde;

import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import textmill.schema.registry.SchemaRegistry;

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
    private boolean isKey;

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
        this.isKey = isKey;
        readers = ThreadLocal.withInitial(() -> new RecordReader(specific));
    }

    @Override
    public @Nullable Object deserialize(@Nullable String topic, byte @Nullable [] data) {
        return deserialize(topic, new RecordHeaders(), data);
    }

    @Override
    public @Nullable Object deserialize(@Nullable String topic, Headers headers, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        Framing framing = Framing.of(headers, isKey, data);
        Schema writer = framing.id().in(Objects.requireNonNull(registry, "configure() was not called"));
        try {
            return Objects.requireNonNull(readers).get().read(framing, writer, data);
        } catch (BadRecordException e) {
            throw new BadRecordException(
                    e.reason(),
                    "Cannot read a record with schema " + framing.id() + " (" + writer.getFullName() + "): "
                            + e.getMessage(),
                    e.getCause());
        }
    }
}
