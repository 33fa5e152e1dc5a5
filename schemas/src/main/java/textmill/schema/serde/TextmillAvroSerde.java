package textmill.schema.serde;

import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import textmill.schema.registry.SchemaRegistry;

/**
 * {@link TextmillAvroSerializer} and {@link TextmillAvroDeserializer} together. Takes the same configuration keys as
 * Confluent's {@code SpecificAvroSerde} and {@code GenericAvroSerde}, so that one class name can stand for the other.
 */
public final class TextmillAvroSerde implements Serde<Object> {
    private final TextmillAvroSerializer serializer;
    private final TextmillAvroDeserializer deserializer;

    /** For Kafka, which calls {@link #configure} next. */
    public TextmillAvroSerde() {
        serializer = new TextmillAvroSerializer();
        deserializer = new TextmillAvroDeserializer();
    }

    /** Shares a registry client, and so its caches, with others; call {@link #configure} next. */
    public TextmillAvroSerde(SchemaRegistry registry) {
        serializer = new TextmillAvroSerializer(registry);
        deserializer = new TextmillAvroDeserializer(registry);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        serializer.configure(configs, isKey);
        deserializer.configure(configs, isKey);
    }

    @Override
    public Serializer<Object> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<Object> deserializer() {
        return deserializer;
    }
}
