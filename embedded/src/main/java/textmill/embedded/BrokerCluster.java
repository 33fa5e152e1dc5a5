package textmill.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Several brokers that form one cluster, each a controller too and each in a JVM of its own, for tests that kill some
 * of them. Topics are replicated to three brokers of which two must have a write, or to as many as there are.
 */
public final class BrokerCluster implements AutoCloseable {

    private final List<BrokerProcess> brokers;

    private BrokerCluster(List<BrokerProcess> brokers) {
        this.brokers = List.copyOf(brokers);
    }

    /**
     * Starts a cluster and returns when all its brokers serve.
     *
     * @param size number of brokers
     * @param directory where each gets a directory; it stays afterwards
     * @param settings broker settings that override the ones made here, by Kafka's own names
     */
    public static BrokerCluster start(int size, Path directory, Map<String, String> settings) {
        return start(size, directory, settings, List.of());
    }

    /**
     * Starts a single broker with more than one disk and returns when it serves.
     *
     * @param disks directories for logs beside its own, which exist; Kafka takes the one with the fewest partitions
     */
    public static BrokerCluster startWithDisks(Path directory, Map<String, String> settings, List<Path> disks) {
        List<String> more =
                disks.stream().map(disk -> disk.toAbsolutePath().toString()).toList();
        String own =
                directory.resolve("broker-1").resolve("kafka").toAbsolutePath().toString();
        Map<String, String> all = new HashMap<>(settings);
        all.put("metadata.log.dir", own);
        all.put("log.dirs", own + "," + String.join(",", more));
        return start(1, directory, all, more);
    }

    private static BrokerCluster start(int size, Path directory, Map<String, String> settings, List<String> disks) {
        String clusterId = Uuid.randomUuid().toString();
        // At once, so that no two of them are the same: first those of the controllers.
        List<Integer> ports = LowPorts.free(2 * size);
        String voters = IntStream.range(0, size)
                .mapToObj(i -> (i + 1) + "@" + LoopbackSockets.HOST + ":" + ports.get(i))
                .collect(Collectors.joining(","));
        List<BrokerProcess> brokers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Path home = directory.resolve("broker-" + (i + 1));
            BrokerDirectory.open(Optional.of(home), i + 1, clusterId, disks).close();
            EmbeddedBrokerConfig config = EmbeddedBrokerConfig.in(home)
                    .withControllerPort(ports.get(i))
                    .withPort(ports.get(size + i))
                    .with("node.id", Integer.toString(i + 1))
                    .with("controller.quorum.voters", voters);
            for (Map.Entry<String, String> each : replicated(size, settings).entrySet()) {
                config = config.with(each.getKey(), each.getValue());
            }
            brokers.add(BrokerProcess.prepare(config));
        }
        BrokerCluster cluster = new BrokerCluster(brokers);
        cluster.restart();
        return cluster;
    }

    /** All brokers, for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return brokers.stream().map(BrokerProcess::bootstrapServers).collect(Collectors.joining(","));
    }

    /** The brokers in the order of their ids, which begin with 1. */
    public List<BrokerProcess> brokers() {
        return brokers;
    }

    /** Kills all brokers as SIGKILL does. */
    public void kill() {
        brokers.stream().filter(BrokerProcess::isAlive).forEach(BrokerProcess::kill);
    }

    /** Starts the brokers that are down and returns when all serve. */
    public void restart() {
        List<BrokerProcess> down =
                brokers.stream().filter(broker -> !broker.isAlive()).toList();
        try {
            down.forEach(BrokerProcess::launch);
            down.forEach(BrokerProcess::awaitReady);
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
    }

    @Override
    public void close() {
        // Not one after the other: what is left of a cluster without a majority cannot stop in an orderly way.
        kill();
    }

    private static Map<String, String> replicated(int size, Map<String, String> overrides) {
        String factor = Integer.toString(Math.min(size, 3));
        String atLeast = size > 2 ? "2" : "1";
        Map<String, String> settings = new HashMap<>(Map.of(
                "default.replication.factor", factor,
                "min.insync.replicas", atLeast,
                "offsets.topic.replication.factor", factor,
                "transaction.state.log.replication.factor", factor,
                "transaction.state.log.min.isr", atLeast,
                "metadata.max.idle.interval.ms", "500"));
        settings.putAll(overrides);
        return settings;
    }
}
