package textmill.topology.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import textmill.topology.health.HealthSettings;

/**
 * Leaves out Kafka's own lags, which count transaction markers and know nothing while fetches fail, and the second copies of
 * topics with dots in their names, which Kafka's consumer reports as {@code a.in} and as {@code a_in} (KIP-1109).
 */
final class KafkaNames implements MeterFilter {
    private static final String LAG = "kafka.consumer.fetch.manager.records.lag";

    private final Set<String> copies = ConcurrentHashMap.newKeySet();

    /** Learns the names of topics; before Kafka's metrics are added. */
    void know(HealthSettings.Topics topics) {
        Set<String> names = new HashSet<>(topics.inputs());
        names.addAll(topics.outputs());
        names.forEach(name -> copies.add(name.replace('.', '_')));
        copies.removeAll(names);
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        @Nullable String topic = id.getTag("topic");
        boolean copy = topic != null && copies.contains(topic);
        return copy || id.getName().startsWith(LAG) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
