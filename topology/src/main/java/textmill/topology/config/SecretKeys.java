package textmill.topology.config;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;
import textmill.schema.registry.RegistryClientKeys;

/** Which values are never shown. What nobody here knows, the key of a plug-in for example, counts as a secret. */
final class SecretKeys {
    private SecretKeys() {}

    /** True for a setting that is passed to Kafka, named without prefixes. */
    static boolean isSecretOfKafka(String bare) {
        return type(bare, kafka()).map(ConfigDef.Type.PASSWORD::equals).orElse(true);
    }

    /** True for a setting of the serdes and the registry client. */
    static boolean isSecretOfTheSerdes(String name) {
        String plain =
                name.startsWith(RegistryClientKeys.PREFIX) ? name.substring(RegistryClientKeys.PREFIX.length()) : name;
        List<ConfigDef> known = List.of(
                RegistryClientKeys.definition(),
                textmill.schema.serde.SerdeKeys.definition(),
                new ConfigDef().withClientSslSupport());
        return type(name, known)
                .or(() -> type(plain, known))
                .map(ConfigDef.Type.PASSWORD::equals)
                .orElse(true);
    }

    private static List<ConfigDef> kafka() {
        return List.of(
                StreamsConfig.configDef(),
                ConsumerConfig.configDef(),
                ProducerConfig.configDef(),
                AdminClientConfig.configDef());
    }

    private static Optional<ConfigDef.Type> type(String name, List<ConfigDef> definitions) {
        return definitions.stream()
                .flatMap(definition ->
                        Optional.ofNullable(definition.configKeys().get(name)).stream())
                .map(key -> key.type)
                .findFirst();
    }
}
