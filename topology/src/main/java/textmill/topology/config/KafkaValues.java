package textmill.topology.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.streams.StreamsConfig;

/** Checks each value that goes to Kafka by Kafka's own rules: its clients stop at the first one that does not fit. */
final class KafkaValues {
    private KafkaValues() {}

    /** What is wrong with a value, if anything is; what Kafka does not know is not looked at. */
    static Optional<String> problem(String name, Written setting) {
        String bare = KafkaSettings.withoutClient(name);
        return definitions(name.substring(0, name.length() - bare.length()))
                .flatMap(definition ->
                        Optional.ofNullable(definition.configKeys().get(bare)).stream())
                .findFirst()
                .flatMap(key -> problem(key, setting));
    }

    private static Stream<ConfigDef> definitions(String prefix) {
        if (prefix.endsWith("consumer.")) {
            return Stream.of(ConsumerConfig.configDef());
        } else if (prefix.equals("producer.")) {
            return Stream.of(ProducerConfig.configDef());
        } else if (prefix.equals("admin.")) {
            return Stream.of(AdminClientConfig.configDef());
        }
        return Stream.of(
                StreamsConfig.configDef(),
                ConsumerConfig.configDef(),
                ProducerConfig.configDef(),
                AdminClientConfig.configDef());
    }

    private static Optional<String> problem(ConfigDef.ConfigKey key, Written setting) {
        try {
            Object value = ConfigDef.parseType(key.name, setting.value().strip(), key.type);
            if (key.validator != null) {
                key.validator.ensureValid(key.name, value);
            }
            return Optional.empty();
        } catch (org.apache.kafka.common.config.ConfigException e) {
            return Optional.of(setting.quoted() + ": " + reason(key, setting, String.valueOf(e.getMessage())));
        }
    }

    /** Kafka repeats the value, which may have come from elsewhere. */
    private static String reason(ConfigDef.ConfigKey key, Written setting, String said) {
        List<String> parts = List.of(said.split(" for configuration " + key.name + "(?:: |$)", 2));
        return !setting.isShown() || parts.size() < 2 || parts.get(1).isBlank()
                ? "Kafka does not take it; expected " + key.type.toString().toLowerCase(Locale.ROOT) + "."
                : "Kafka refuses it: " + parts.get(1).strip().replaceFirst("\\.?$", ".");
    }
}
