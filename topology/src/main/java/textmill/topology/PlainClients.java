package textmill.topology;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;
import textmill.topology.config.TextmillConfig;

/**
 * Settings of plain clients, with everything that a configuration says of those of Kafka Streams: addresses, security,
 * limits. They hold secrets.
 */
public final class PlainClients {
    private PlainClients() {}

    /** A consumer that is told which partitions to read, and reads as the application does. It is in no group. */
    public static Map<String, Object> consumer(TextmillConfig config, String clientId) {
        Map<String, Object> settings =
                new HashMap<>(new StreamsConfig(config.kafka()).getRestoreConsumerConfigs(clientId));
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    /** Where an application begins that has committed nothing: {@code earliest}, {@code latest} or what Kafka has besides. */
    public static String beginning(TextmillConfig config) {
        Object reset = new StreamsConfig(config.kafka())
                .getMainConsumerConfigs("textmill", "textmill", 0)
                .get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG);
        return String.valueOf(reset);
    }

    /** A producer; whether it has transactions is for the caller to say. */
    public static Map<String, Object> producer(TextmillConfig config, String clientId) {
        return new HashMap<>(new StreamsConfig(config.kafka()).getProducerConfigs(clientId));
    }
}
