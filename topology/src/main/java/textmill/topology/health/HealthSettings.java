package textmill.topology.health;

import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import textmill.topology.config.DeliveryKeys;
import textmill.topology.config.DeliveryKeys.ProgressAction;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.TextmillConfig;

/**
 * What is watched, and how patiently.
 *
 * @param group the consumer group
 * @param topics the topics that are read and written
 * @param limits the patience
 * @param kafka properties for clients of one's own; may hold secrets
 */
public record HealthSettings(String group, Topics topics, Limits limits, Properties kafka) {

    /**
     * Names of topics.
     *
     * @param inputs read from
     * @param outputs written to, that of dead letters included
     */
    public record Topics(Set<String> inputs, Set<String> outputs) {
        /** Copies the sets. */
        public Topics {
            inputs = Set.copyOf(inputs);
            outputs = Set.copyOf(outputs);
        }
    }

    /**
     * How long nothing may happen while there is work.
     *
     * @param ready then the process is not ready
     * @param live then it is not live
     * @param ends whether it then ends, or goes on trying
     */
    public record Limits(Duration ready, Duration live, boolean ends) {
        private static final Duration LONGEST_READY = Duration.ofSeconds(10);

        static Limits of(Duration live, Duration commitInterval, boolean ends) {
            Duration half = live.dividedBy(2);
            Duration ready = half.compareTo(LONGEST_READY) < 0 ? half : LONGEST_READY;
            return new Limits(ready.plus(commitInterval), live.plus(commitInterval), ends);
        }
    }

    /** As configured, for one application. */
    public static HealthSettings of(TextmillConfig config, String applicationId, Topics topics) {
        return new HealthSettings(
                applicationId,
                topics,
                Limits.of(
                        config.get(DeliveryKeys.PROGRESS_TIMEOUT),
                        config.get(KafkaKeys.COMMIT_INTERVAL),
                        config.get(DeliveryKeys.PROGRESS_ACTION) == ProgressAction.END),
                config.kafka(applicationId));
    }
}
