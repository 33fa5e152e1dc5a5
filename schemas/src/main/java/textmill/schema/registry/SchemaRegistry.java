package textmill.schema.registry;

import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;

/**
 * What the serdes ask of a schema registry. Safe for use by many threads; calls block.
 *
 * <p>Every method throws {@link RegistryUnavailableException} if the registry gave no verdict and
 * {@link RegistryRefusedException} if it said no.
 */
public interface SchemaRegistry {

    /**
     * A client with caches and retries, made from Confluent's configuration keys ({@code schema.registry.url} and so on).
     * Connects lazily: nothing is sent before the first question.
     *
     * @throws org.apache.kafka.common.config.ConfigException naming the key that is missing or wrong
     */
    static SchemaRegistry connect(Map<String, ?> configs) {
        return connect(configs, new RegistryTraffic());
    }

    /**
     * The same, with its requests counted.
     *
     * @throws org.apache.kafka.common.config.ConfigException naming the key that is missing or wrong
     */
    static SchemaRegistry connect(Map<String, ?> configs, RegistryTraffic traffic) {
        RegistryClientConfig config = RegistryClientConfig.from(configs);
        return new CachingSchemaRegistry(
                new RetryingSchemaRegistry(new RestSchemaRegistry(config, traffic), config.retries()),
                config.caching());
    }

    /** Registers a schema under a subject, if it is not there yet, and returns its id. */
    int register(String subject, Schema schema);

    /** The id of a schema that is already registered under a subject. */
    int idOf(String subject, Schema schema);

    /**
     * The Avro schema with this id.
     *
     * @throws UnreadableSchemaException if the registry holds something else under this id, or Avro cannot read it
     */
    Schema byId(int id);

    /**
     * The Avro schema with this globally unique id, which Confluent's newer serializers write into a header.
     *
     * @throws UnreadableSchemaException as above
     */
    Schema byGuid(UUID guid);

    /** The latest version of a subject. */
    RegisteredSchema latest(String subject);
}
