package textmill.topology.start;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.admin.ForwardingAdmin;

/**
 * An administrator's client that asks a few questions and goes. It differs from Kafka's in two things:
 *
 * <ul>
 *   <li>{@link #close()} waits for nothing. Kafka's waits for every question that is open, so one that was given up,
 *       because a signal came, would hold its thread for as long as the brokers may be waited for.
 *   <li>It keeps to the brokers that it was given or has found ({@code metadata.recovery.strategy = none}, unless the
 *       settings say otherwise). While none can be reached Kafka's goes back to the first addresses in every pass of its
 *       loop, once for each of its open requests for metadata, of which each pass adds one: 220,000 times in the first
 *       minute (Kafka 4.4). To go back is for clients that outlive all brokers that they knew (KIP-899, KIP-1102).
 * </ul>
 *
 * <p>Safe for use by several threads, as Kafka's is.
 */
public final class BriefAdmin extends ForwardingAdmin {
    /**
     * @param settings of an administrator's client
     * @throws org.apache.kafka.common.KafkaException if they make no client
     */
    public BriefAdmin(Map<String, Object> settings) {
        super(keepingToItsBrokers(settings));
    }

    private static Map<String, Object> keepingToItsBrokers(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putIfAbsent(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
        return all;
    }

    /** Gives up what is still open. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
