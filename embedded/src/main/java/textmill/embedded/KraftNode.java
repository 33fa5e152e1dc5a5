package textmill.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * The parts of {@link KafkaRaftServer}, put together as it does, with three differences that a guest in somebody
 * else's JVM needs: the listening sockets are given, a fatal fault is reported and does not end the process, and the
 * controlled shutdown has a limit (Kafka's own waits for up to five minutes).
 */
final class KraftNode {

    private static final Logger LOG = LoggerFactory.getLogger(KraftNode.class);

    private final BrokerServer broker;
    private final ControllerServer controller;
    private final String clusterId;

    KraftNode(Map<String, String> settings, LoopbackSockets sockets, BrokerFaults faults) {
        KafkaConfig config = new KafkaConfig(settings, false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> found =
                KafkaRaftServer.initializeLogDirs(config, LOG, "[embedded] ");
        this.clusterId = found._1().clusterId().orElseThrow();
        Metrics metrics = Server$.MODULE$.initializeMetrics(config, Time.SYSTEM, clusterId);
        SharedServer shared = new SharedServer(
                config,
                found._1(),
                Time.SYSTEM,
                metrics,
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.of(),
                faults,
                sockets);
        this.broker = new BrokerServer(shared);
        this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), found._2());
    }

    String clusterId() {
        return clusterId;
    }

    /** Returns once the broker is registered, unfenced and serving. */
    void start() {
        controller.startup();
        broker.startup();
    }

    void stop(Duration controlledShutdown) {
        broker.shutdown(controlledShutdown);
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
    }
}
