package textmill.faults.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionReplica;
import org.jspecify.annotations.Nullable;
import textmill.embedded.BrokerCluster;
import textmill.faults.process.ChildProcess;

/** Brokers in processes of their own, and what tests ask of them. */
public final class KafkaCluster implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ONLY = 1;

    /**
     * How long a controller misses a broker before it takes it for dead, and before it takes back one that was killed, where
     * it is alone. Longer than a machine stands still: a broker that is its own controller would take itself for dead, and
     * may lose markers of transactions then.
     */
    public static final Duration ALONE = Duration.ofSeconds(12);

    private static final List<String> FAST_JVM =
            List.of("-Xms512m", "-Xmx1g", "-XX:+UseParallelGC", "-Dlogback.configurationFile=child.xml");

    /** The session time-out of groups with {@code group.protocol=streams} is the broker's to say. */
    private static final Map<String, String> SETTINGS = Map.of(
            "group.streams.session.timeout.ms", "6000",
            "group.streams.min.session.timeout.ms", "6000",
            "group.streams.heartbeat.interval.ms", "1000",
            "group.streams.min.heartbeat.interval.ms", "1000");

    private final @Nullable BrokerCluster brokers;
    private final @Nullable ChildProcess single;
    private final String bootstrapServers;
    private final Admin admin;

    private KafkaCluster(@Nullable BrokerCluster brokers, @Nullable ChildProcess single, String bootstrapServers) {
        this.brokers = brokers;
        this.single = single;
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", 60_000));
    }

    /**
     * Starts brokers that can be killed, over an empty directory. With three, two must have every record.
     *
     * @param session as {@link #ALONE} says
     */
    public static KafkaCluster start(int size, Path directory, Duration session) {
        empty(directory);
        BrokerCluster brokers = BrokerCluster.start(size, directory, settings(session));
        return new KafkaCluster(brokers, null, brokers.bootstrapServers());
    }

    /** Starts one broker that can be killed, over an empty directory, and with a second disk of that name in it. */
    public static KafkaCluster startWithSecondDisk(Path directory, String name) throws IOException {
        Path second = Files.createDirectories(empty(directory).resolve(name));
        BrokerCluster brokers = BrokerCluster.startWithDisks(directory, settings(ALONE), List.of(second));
        return new KafkaCluster(brokers, null, brokers.bootstrapServers());
    }

    private static Map<String, String> settings(Duration session) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("broker.session.timeout.ms", Long.toString(session.toMillis()));
        return settings;
    }

    /** Starts one broker for measurements, over an empty directory. */
    public static KafkaCluster startFast(Path directory) {
        empty(directory);
        Path address = directory.resolve("address");
        ChildProcess broker = ChildProcess.start(
                BrokerMain.class,
                directory.resolve("broker.log"),
                FAST_JVM,
                List.of(directory.resolve("data").toString(), address.toString()));
        try {
            await("the broker").atMost(LIMIT).until(() -> Files.exists(address));
            return new KafkaCluster(null, broker, Files.readString(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every broker's address. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** An administrator's client. */
    public Admin admin() {
        return admin;
    }

    /** The brokers that can be killed. */
    public BrokerCluster brokers() {
        if (brokers == null) {
            throw new IllegalStateException("this broker is for measurements");
        }
        return brokers;
    }

    /** Creates topics with as many replicas as the brokers' default says, and waits for them. */
    public void createTopics(int partitions, List<String> names) {
        ask(admin.createTopics(names.stream()
                        .map(name -> new NewTopic(name, Optional.of(partitions), Optional.<Short>empty()))
                        .toList())
                .all());
        awaitInSync(names);
    }

    /** Waits until every replica of the topics is in sync. */
    public void awaitInSync(List<String> topics) {
        await("replicas in sync")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> ask(admin.describeTopics(topics).allTopicNames()).values().stream()
                        .flatMap((TopicDescription topic) -> topic.partitions().stream())
                        .allMatch(partition ->
                                partition.isr().size() == partition.replicas().size()));
    }

    /** Moves a partition of each of these topics to a disk of the only broker, and every other partition from there. */
    public void placeAlone(Path disk, Map<String, Integer> partitions) {
        String path = disk.toAbsolutePath().toString();
        await("partitions in their places").atMost(LIMIT).until(() -> {
            Map<TopicPartitionReplica, String> moves = new HashMap<>();
            ask(admin.describeLogDirs(List.of(ONLY)).allDescriptions())
                    .getOrDefault(ONLY, Map.of())
                    .forEach((place, description) -> description.replicaInfos().keySet().stream()
                            .filter(at -> isIn(partitions, at) != place.equals(path))
                            .forEach(at -> moves.put(
                                    new TopicPartitionReplica(at.topic(), at.partition(), ONLY),
                                    place.equals(path) ? first(disk) : path)));
            if (moves.isEmpty()) {
                return true;
            }
            ask(admin.alterReplicaLogDirs(moves).all());
            return false;
        });
    }

    private static String first(Path second) {
        return second.resolveSibling("broker-1")
                .resolve("kafka")
                .toAbsolutePath()
                .toString();
    }

    private static boolean isIn(Map<String, Integer> partitions, TopicPartition partition) {
        return Integer.valueOf(partition.partition()).equals(partitions.get(partition.topic()));
    }

    /** Records that a group is through with, where nobody writes transactions to its input: the sum of its offsets. */
    public long committed(String group) {
        return ask(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).values().stream()
                .filter(Objects::nonNull)
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    /** The answer to a question to the cluster. */
    public static <T> T ask(KafkaFuture<T> answer) {
        try {
            return answer.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes the directory if it is missing, empties it otherwise, and returns it. */
    public static Path empty(Path directory) {
        try {
            if (Files.exists(directory)) {
                try (Stream<Path> tree = Files.walk(directory)) {
                    for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        if (brokers != null) {
            brokers.close();
        }
        if (single != null) {
            single.close();
        }
    }
}
