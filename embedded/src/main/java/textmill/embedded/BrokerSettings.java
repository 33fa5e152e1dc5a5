package textmill.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of a single node that starts quickly, keeps little memory and never waits for a second one. */
final class BrokerSettings {

    static final String CLIENT_LISTENER = "PLAINTEXT";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final String DEFAULT_NODE_ID = "1";

    /**
     * How long the controller misses a broker before it takes it for dead. This one is its own controller, and stands still
     * with it: on a machine that sleeps, or is short of everything. It would then give up its leaderships, and may lose
     * markers of transactions. Only a broker that is started again is refused for so long, and a temporary one never is.
     */
    private static final String AN_HOUR_MS = "3600000";

    private BrokerSettings() {}

    static int nodeId(Map<String, String> overrides) {
        return Integer.parseInt(overrides.getOrDefault("node.id", DEFAULT_NODE_ID));
    }

    /**
     * @param ports of all listeners by their names, the controller's among them
     */
    static Map<String, String> of(Path logs, Map<String, Integer> ports, EmbeddedBrokerConfig config) {
        Map<String, String> settings = new HashMap<>();
        identity(settings, logs, ports);
        singleNode(settings);
        small(settings);
        if (config.dataDirectory().isEmpty()) {
            settings.put("broker.session.timeout.ms", AN_HOUR_MS);
        }
        settings.putAll(config.settings());
        return settings;
    }

    private static void identity(Map<String, String> settings, Path logs, Map<String, Integer> ports) {
        String client = ports.entrySet().stream()
                .filter(listener -> !listener.getKey().equals(CONTROLLER_LISTENER))
                .map(listener -> listener.getKey() + "://" + LoopbackSockets.HOST + ":" + listener.getValue())
                .collect(Collectors.joining(","));
        String controller = LoopbackSockets.HOST + ":" + ports.get(CONTROLLER_LISTENER);
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", DEFAULT_NODE_ID);
        settings.put("log.dirs", logs.toString());
        settings.put("listeners", client + "," + CONTROLLER_LISTENER + "://" + controller);
        settings.put("advertised.listeners", client);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("inter.broker.listener.name", CLIENT_LISTENER);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        // Static voters, not a dynamic quorum: the port may differ at every start and is then simply the new one.
        settings.put("controller.quorum.voters", DEFAULT_NODE_ID + "@" + controller);
    }

    private static void singleNode(Map<String, String> settings) {
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // A misspelt topic is an error here too, as on a cluster that is looked after.
        settings.put("auto.create.topics.enable", "false");
    }

    private static void small(Map<String, String> settings) {
        settings.put("offsets.topic.num.partitions", "2");
        settings.put("transaction.state.log.num.partitions", "2");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("num.io.threads", "4");
        settings.put("num.network.threads", "2");
        settings.put("background.threads", "2");
        settings.put("group.coordinator.threads", "1");
        // The cleaner's default buffer is 128 MiB of heap, of which a node of this size uses nothing.
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        // Without followers there is nobody to tell, twice a second, that the metadata log is alive.
        settings.put("metadata.max.idle.interval.ms", "0");
        // The application around us may publish metrics of its own; the broker leaves JMX alone.
        settings.put("metric.reporters", "");
    }
}
