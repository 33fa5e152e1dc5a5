package textmill.topology.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;

/** A real broker and a schema registry, with what tests ask of them. */
public final class Cluster implements AutoCloseable {
    /** The setting that says how long a transaction may last. */
    public static final String TRANSACTION_TIMEOUT = "kafka.producer.transaction.timeout.ms";

    /** Settings with which a client of the registry waits for its answers, however long the machine stands. */
    public static final Map<String, String> PATIENCE =
            Map.of("http.connect.timeout.ms", "60000", "http.read.timeout.ms", "60000");

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final EmbeddedBroker broker;
    private final DevSchemaRegistry registry;
    private final Admin admin;

    private Cluster(EmbeddedBroker broker, DevSchemaRegistry registry) {
        this.broker = broker;
        this.registry = registry;
        this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    /** Starts both. */
    public static Cluster start() {
        // A machine that stands for some seconds would else cost the only broker its session, and every topic its
        // leader.
        EmbeddedBroker broker =
                EmbeddedBroker.start(EmbeddedBrokerConfig.temporary().with("broker.session.timeout.ms", "60000"));
        return new Cluster(broker, DevSchemaRegistry.start(RegistryConfig.on(broker.bootstrapServers())));
    }

    /** Where the broker answers. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Where the registry answers. */
    public String registryUrl() {
        return registry.url();
    }

    /** Settings of such a client. */
    public Map<String, String> registryClient() {
        Map<String, String> settings = new HashMap<>(PATIENCE);
        settings.put("schema.registry.url", registryUrl());
        return settings;
    }

    /** An administrator's client. */
    public Admin admin() {
        return admin;
    }

    /** Creates an input topic and its outputs, all with names that begin alike; and the settings for an application. */
    public Map<String, String> topics(String name, int partitions) {
        broker.createTopics(
                partitions,
                Map.of(),
                name,
                name + ".embeddings",
                name + ".classifications",
                name + ".replaced-tokens",
                name + ".dead-letters");
        awaitLeaders(name);
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrapServers());
        settings.put("schema.registry.url", registryUrl());
        settings.put("application.id", name);
        settings.put("input.topic", name);
        settings.put("input.format", "string");
        settings.put("task.embeddings.model", "stub");
        settings.put("http.port", "0");
        settings.put("kafka.consumer.auto.offset.reset", "earliest");
        // With the usual 10 s one that stands is computed again, and counted again.
        settings.put(TRANSACTION_TIMEOUT, "600000");
        return settings;
    }

    /** Creates one more topic. */
    public void createTopic(String name, int partitions, Map<String, String> config) {
        broker.createTopics(partitions, config, name);
        awaitLeaders(name);
    }

    /** Writes texts {@code text from .. text to-1}, which are their own keys, round the partitions. */
    public void produceTexts(String topic, int partitions, int from, int to) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = from; i < to; i++) {
                byte[] text = ("text " + i).getBytes(StandardCharsets.UTF_8);
                sendLater(producer, new ProducerRecord<>(topic, i % partitions, text, text));
            }
        }
    }

    /** The sum of a topic's end offsets: how much was ever written to it. */
    public long end(String topic) {
        try {
            return ends(topic).values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** True if no transaction is open in a topic: readers of committed data see all of it. */
    public boolean isStable(String topic) {
        try {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            ends(topic).keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            return admin
                            .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                            .all()
                            .get()
                            .values()
                            .stream()
                            .mapToLong(ListOffsetsResultInfo::offset)
                            .sum()
                    == end(topic);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How far a group has committed in a partition; 0 if it has not. */
    public long committed(String group, TopicPartition partition) {
        try {
            OffsetAndMetadata at = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(partition);
            return at == null ? 0 : at.offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A producer that is too early can have its second batch taken before its first, and then never gets that in. */
    private void awaitLeaders(String prefix) {
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> {
            for (String topic : admin.listTopics().names().get()) {
                if (topic.startsWith(prefix)) {
                    ends(topic);
                }
            }
            return true;
        });
    }

    private Map<TopicPartition, ListOffsetsResultInfo> ends(String topic)
            throws ExecutionException, InterruptedException {
        List<TopicPartition> all = new ArrayList<>();
        int partitions = partitions(topic);
        for (int partition = 0; partition < partitions; partition++) {
            all.add(new TopicPartition(topic, partition));
        }
        return ends(all);
    }

    /** Whatever of it is committed. */
    private Map<TopicPartition, ListOffsetsResultInfo> ends(List<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get();
    }

    /** A producer of bytes. */
    public KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Writes a record and waits until the broker has it. */
    public static void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes records without waiting for each; {@code flush} or {@code close} the producer afterwards. */
    @SuppressWarnings("FutureReturnValueIgnored") // the test counts what arrives
    public static void sendLater(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
    }

    /**
     * All committed records of a topic so far, partition by partition in order. Brokers close a transaction some time after its
     * commit was answered, and show nothing of it until then: waits for the end of those that are open by now.
     */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> config = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(topic)) {
                partitions.add(new TopicPartition(topic, info.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, ListOffsetsResultInfo> ends = ends(partitions);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (ends.entrySet().stream()
                    .anyMatch(end ->
                            consumer.position(end.getKey()) < end.getValue().offset())) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "topic " + topic + " has not been read within " + LIMIT + ": is a transaction open?");
                }
                consumer.poll(Duration.ofMillis(50)).forEach(records::add);
            }
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return records;
    }

    /** How far the group's committed offsets are behind the ends of a topic; partitions never committed count whole. */
    public long lag(String group, String topic) {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long lag = 0;
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                    ends(topic).entrySet()) {
                OffsetAndMetadata at = committed.get(end.getKey());
                lag += end.getValue().offset() - (at == null ? 0 : at.offset());
            }
            return lag;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private int partitions(String topic) throws ExecutionException, InterruptedException {
        TopicDescription description = Objects.requireNonNull(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
                .get();
        return description.partitions().size();
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        registry.close();
        broker.close();
    }
}
