package textmill.benchmarks.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;

/** A broker with its registry and topics, for one measurement. */
public final class Bed implements AutoCloseable {
    /** Where the texts go. */
    public static final String INPUT = "texts";

    /** Partitions of every topic, unless asked for otherwise. */
    public static final int PARTITIONS = 4;

    private static final String DEAD_LETTERS = "texts.dead-letters";

    private final EmbeddedBroker broker;
    private final DevSchemaRegistry registry;
    private final int partitions;

    private Bed(EmbeddedBroker broker, DevSchemaRegistry registry, int partitions) {
        this.broker = broker;
        this.registry = registry;
        this.partitions = partitions;
    }

    /** Starts both and creates the topics that these tasks need. */
    public static Bed start(List<BenchTask> tasks) {
        return start(tasks, PARTITIONS);
    }

    /**
     * Starts both and creates the topics that these tasks need.
     *
     * @param partitions of every topic
     */
    public static Bed start(List<BenchTask> tasks, int partitions) {
        EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
        try {
            List<String> topics = new ArrayList<>(List.of(INPUT, DEAD_LETTERS));
            tasks.forEach(task -> topics.add(task.topic()));
            broker.createTopics(partitions, Map.of(), topics.toArray(new String[0]));
            return new Bed(broker, DevSchemaRegistry.start(RegistryConfig.on(broker.bootstrapServers())), partitions);
        } catch (RuntimeException e) {
            broker.close();
            throw e;
        }
    }

    /** Creates one more topic with as many partitions. */
    public void createTopic(String name) {
        broker.createTopics(partitions, Map.of(), name);
    }

    /** Partitions of every topic. */
    public int partitions() {
        return partitions;
    }

    /** For clients. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** For serdes. */
    public String registryUrl() {
        return registry.url();
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}
