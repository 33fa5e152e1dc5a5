package textmill.topology.config;

import java.util.List;

/** The schema registry and the serdes. */
public final class RegistryKeys {
    private RegistryKeys() {}

    /**
     * Address of the registry, for messages: without user and password. The registry client has its own, see {@link
     * TextmillConfig#serde()}.
     */
    public static final Key<String> SCHEMA_REGISTRY_URL = Key.optional(
            "schema.registry.url",
            AddressRules.addresses(),
            "Address of the schema registry, several separated by commas. Required.");

    /** Class of the serde. */
    public static final Key<String> VALUE_SERDE = Key.of(
            "value.serde",
            Rule.text(),
            "textmill.schema.serde.TextmillAvroSerde",
            "Class of the Avro serde for input and output values. Confluent's `io.confluent.kafka.streams.serdes.avro.GenericAvroSerde` or `SpecificAvroSerde` work if their jars are on the class path.");

    static final Section SECTION = new Section("Schema registry", false, List.of(SCHEMA_REGISTRY_URL, VALUE_SERDE));
}
