package textmill.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker and its KRaft controller in this JVM, on the loopback interface only.
 *
 * <p>For quick start and tests: one node, replication factor 1, no authentication. It installs no shutdown hook and no
 * signal handler, publishes nothing over JMX and shares no state with a second one in the same JVM except Kafka's own
 * server metrics registry. Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final Duration CONTROLLED_SHUTDOWN = Duration.ofSeconds(3);
    private static final Duration LEADER_LIMIT = Duration.ofSeconds(30);
    private static final Duration LEADER_PAUSE = Duration.ofMillis(20);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(15);

    private final BrokerDirectory directory;
    private final Map<String, Integer> ports;
    private final BrokerFaults faults;
    private final KraftNode node;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedBroker(BrokerDirectory directory, Map<String, Integer> ports, BrokerFaults faults, KraftNode node) {
        this.directory = directory;
        this.ports = ports;
        this.faults = faults;
        this.node = node;
    }

    /**
     * Starts a broker and returns when it serves.
     *
     * @throws PortInUseException if a chosen port is taken
     * @throws BrokerStartException if the directory cannot be used or Kafka refuses to start
     */
    public static EmbeddedBroker start(EmbeddedBrokerConfig config) {
        long began = System.nanoTime();
        LoopbackSockets sockets = new LoopbackSockets();
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put(
                BrokerSettings.CLIENT_LISTENER,
                sockets.bind(BrokerSettings.CLIENT_LISTENER, "Kafka broker", config.port()));
        ports.put(
                BrokerSettings.CONTROLLER_LISTENER,
                sockets.bind(BrokerSettings.CONTROLLER_LISTENER, "KRaft controller", config.controllerPort()));
        config.listeners().forEach(name -> ports.put(name, sockets.bind(name, "Kafka broker", 0)));
        try (sockets) {
            BrokerDirectory directory = BrokerDirectory.open(
                    config.dataDirectory(),
                    BrokerSettings.nodeId(config.settings()),
                    Uuid.randomUuid().toString());
            try {
                BrokerFaults faults = new BrokerFaults();
                Map<String, String> settings = BrokerSettings.of(directory.logs(), ports, config);
                EmbeddedBroker broker =
                        new EmbeddedBroker(directory, ports, faults, new KraftNode(settings, sockets, faults));
                broker.startNode();
                LOG.info(
                        "Kafka broker at {} after {} ms, data in {}",
                        broker.bootstrapServers(),
                        Duration.ofNanos(System.nanoTime() - began).toMillis(),
                        directory.root());
                return broker;
            } catch (RuntimeException e) {
                directory.close();
                throw e instanceof BrokerStartException
                        ? e
                        : new BrokerStartException(
                                "the embedded Kafka broker did not start over " + directory.root() + ": "
                                        + rootMessage(e),
                                e);
            }
        }
    }

    /** {@code host:port}, the value for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrapServers(BrokerSettings.CLIENT_LISTENER);
    }

    /** The same for a listener of its configuration. */
    public String bootstrapServers(String listener) {
        return LoopbackSockets.HOST + ":" + ports.get(listener);
    }

    /** The port that clients connect to. */
    public int port() {
        return Objects.requireNonNull(ports.get(BrokerSettings.CLIENT_LISTENER));
    }

    /** The identity of this cluster, kept in its directory. */
    public String clusterId() {
        return node.clusterId();
    }

    /** The directory that holds the broker's data. */
    public Path dataDirectory() {
        return directory.root();
    }

    /** The first fault after which the broker cannot go on, if there was one. It is logged too. */
    public Optional<RuntimeException> failure() {
        return faults.firstFatal();
    }

    /**
     * Creates topics (replication factor 1) and waits for them; a topic that exists stays as it is.
     *
     * @param partitions number of partitions of each
     * @param topicConfig settings of each topic by Kafka's names, may be empty
     */
    public void createTopics(int partitions, Map<String, String> topicConfig, String... names) {
        List<NewTopic> topics = List.of(names).stream()
                .map(name -> new NewTopic(name, partitions, (short) 1).configs(topicConfig))
                .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            Map<TopicPartition, OffsetSpec> made = new HashMap<>();
            for (var created : admin.createTopics(topics).values().entrySet()) {
                if (isNew(created.getValue())) {
                    for (int partition = 0; partition < partitions; partition++) {
                        made.put(new TopicPartition(created.getKey(), partition), OffsetSpec.latest());
                    }
                }
            }
            awaitLeaders(admin, made);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot create topics " + List.of(names), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics " + List.of(names), e);
        }
    }

    /**
     * A topic exists before its leaders do; a transactional producer that begins in between sees its first batches
     * refused as out of order until it is through. The answer to this question comes from the leaders.
     */
    private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> made)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + LEADER_LIMIT.toNanos();
        while (true) {
            try {
                admin.listOffsets(made).all().get();
                return;
            } catch (ExecutionException e) {
                // The controller knows the topic, the broker in front of it not yet: the client gives up at that.
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(LEADER_PAUSE.toNanos());
            }
        }
    }

    private static boolean isNew(KafkaFuture<Void> created) throws ExecutionException, InterruptedException {
        try {
            created.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Stops the broker, then deletes its directory if it was temporary. Returns after 15 seconds at the latest: what
     * has not stopped by then is left to the end of the JVM, with a warning. Closing twice does nothing.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Thread stopping = new Thread(() -> node.stop(CONTROLLED_SHUTDOWN), "embedded-broker-stop");
        stopping.setDaemon(true);
        stopping.start();
        try {
            stopping.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopping.isAlive()) {
            LOG.warn("The Kafka broker at {} has not stopped within {}", bootstrapServers(), CLOSE_LIMIT);
            return;
        }
        directory.close();
    }

    private void startNode() {
        try {
            node.start();
        } catch (RuntimeException e) {
            node.stop(Duration.ZERO);
            throw e;
        }
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
