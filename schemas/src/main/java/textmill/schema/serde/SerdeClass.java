package textmill.schema.serde;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Serdes by class name, ours or somebody else's: the place where Confluent's official classes take over if the
 * configuration names them.
 */
public final class SerdeClass {
    private static final Set<String> OURS = Set.of(
            TextmillAvroSerde.class.getName(),
            TextmillAvroDeserializer.class.getName(),
            TextmillAvroSerializer.class.getName());

    private SerdeClass() {}

    /** True for our own classes, and for no name at all. */
    public static boolean isOurs(@Nullable String className) {
        return className == null || className.isBlank() || OURS.contains(className.trim());
    }

    /**
     * A configured deserializer.
     *
     * @param className a {@link Deserializer} or a {@link Serde} with a constructor without parameters; null for ours
     * @throws ConfigException if there is no such class, or it is neither
     */
    @SuppressWarnings("unchecked") // What it makes is looked at, never assumed.
    public static Deserializer<Object> deserializer(@Nullable String className, Map<String, ?> configs, boolean isKey) {
        Object made = make(className, TextmillAvroDeserializer.class.getName());
        if (made instanceof Serde<?> serde) {
            serde.configure(configs, isKey);
            return (Deserializer<Object>) serde.deserializer();
        }
        if (made instanceof Deserializer<?> deserializer) {
            deserializer.configure(configs, isKey);
            return (Deserializer<Object>) deserializer;
        }
        throw neither(made, Deserializer.class);
    }

    /**
     * A configured serializer; may be given what Avro generated, and nothing else.
     *
     * @param className a {@link Serializer} or a {@link Serde} with a constructor without parameters; null for ours
     * @throws ConfigException if there is no such class, or it is neither
     */
    @SuppressWarnings("unchecked") // Confluent's SpecificAvroSerde<T> erases to records, which is what it is given.
    public static Serializer<Object> serializer(@Nullable String className, Map<String, ?> configs, boolean isKey) {
        Object made = make(className, TextmillAvroSerializer.class.getName());
        if (made instanceof Serde<?> serde) {
            serde.configure(configs, isKey);
            return (Serializer<Object>) serde.serializer();
        }
        if (made instanceof Serializer<?> serializer) {
            serializer.configure(configs, isKey);
            return (Serializer<Object>) serializer;
        }
        throw neither(made, Serializer.class);
    }

    private static Object make(@Nullable String className, String ours) {
        String name = className == null || className.isBlank() ? ours : className.trim();
        if (!isOurs(name)) {
            // Foreign serdes load our generated classes through Avro, which asks its global list.
            GeneratedClassTrust.trustTextmillEvents();
        }
        try {
            return Utils.newInstance(name, Object.class);
        } catch (ClassNotFoundException e) {
            throw new ConfigException("There is no class " + name + " on the class path; add the jar that has it");
        }
    }

    private static ConfigException neither(Object made, Class<?> expected) {
        return new ConfigException("Class " + made.getClass().getName() + " is neither a " + expected.getName()
                + " nor a " + Serde.class.getName());
    }
}
