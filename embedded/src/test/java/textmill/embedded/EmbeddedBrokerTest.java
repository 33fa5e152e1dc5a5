package textmill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EmbeddedBrokerTest {

    private static final Duration POLL = Duration.ofMillis(200);

    @Test
    void shouldServeProducersConsumersAndTransactions() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary())) {
            // Given
            broker.createTopics(2, Map.of(), "in", "out");
            TopicPartition source = new TopicPartition("in", 0);

            // When: one transaction commits with its offset, the next is aborted
            try (KafkaProducer<String, String> producer = producer(broker, Map.of("transactional.id", "t"));
                    KafkaConsumer<String, String> consumer = consumer(broker, "g")) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("out", "k", "kept")).get();
                producer.sendOffsetsToTransaction(Map.of(source, new OffsetAndMetadata(1)), consumer.groupMetadata());
                producer.commitTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("out", "k", "dropped")).get();
                producer.abortTransaction();

                // Then
                assertThat(read(broker, "reader", "out", 1)).containsExactly("kept");
                assertThat(consumer.committed(Set.of(source))).containsEntry(source, new OffsetAndMetadata(1));
            }
        }
    }

    /** Its controller and it stand still together; one that may be killed and started again must be missed soon. */
    @Test
    void shouldNotTakeItselfForDeadAfterAPauseUnlessItMayBeStartedAgain(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker temporary = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                EmbeddedBroker kept = EmbeddedBroker.start(EmbeddedBrokerConfig.in(directory))) {
            assertThat(missedAfter(temporary)).isEqualTo(Duration.ofHours(1));
            assertThat(missedAfter(kept)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static Duration missedAfter(EmbeddedBroker broker) throws Exception {
        ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Config config = Objects.requireNonNull(
                    admin.describeConfigs(List.of(node)).all().get().get(node));
            return Duration.ofMillis(
                    Long.parseLong(config.get("broker.session.timeout.ms").value()));
        }
    }

    @Test
    void shouldKeepDataAndIdentityWhenTheDirectoryIsOpenedAgain(@TempDir Path directory) throws Exception {
        // Given
        String identity;
        try (EmbeddedBroker first = EmbeddedBroker.start(EmbeddedBrokerConfig.in(directory))) {
            identity = first.clusterId();
            first.createTopics(1, Map.of(), "kept");
            try (KafkaProducer<String, String> producer = producer(first, Map.of())) {
                producer.send(new ProducerRecord<>("kept", "k", "before")).get();
            }
            assertThat(read(first, "g", "kept", 1)).containsExactly("before");
        }

        // When: other ports, same directory
        try (EmbeddedBroker second = EmbeddedBroker.start(EmbeddedBrokerConfig.in(directory))) {
            try (KafkaProducer<String, String> producer = producer(second, Map.of())) {
                producer.send(new ProducerRecord<>("kept", "k", "after")).get();
            }

            // Then: the records and the group's offsets are there
            assertThat(second.clusterId()).isEqualTo(identity);
            assertThat(read(second, "other", "kept", 2)).containsExactly("before", "after");
            assertThat(read(second, "g", "kept", 1)).containsExactly("after");
        }
        assertThat(directory).isNotEmptyDirectory();
    }

    @Test
    void shouldDeleteATemporaryDirectoryAndReleaseItsPortOnClose() {
        // Given a port that nobody's outgoing connection is given as soon as it is free
        EmbeddedBroker broker =
                EmbeddedBroker.start(EmbeddedBrokerConfig.temporary().withPort(LowPorts.free()));
        Path directory = broker.dataDirectory();
        assertThat(directory).isNotEmptyDirectory();

        // When
        broker.close();
        broker.close();

        // Then
        assertThat(directory).doesNotExist();
        try (EmbeddedBroker again =
                EmbeddedBroker.start(EmbeddedBrokerConfig.temporary().withPort(broker.port()))) {
            assertThat(again.port()).isEqualTo(broker.port());
        }
    }

    @Test
    void shouldNameThePortThatIsInUse(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            // When
            EmbeddedBrokerConfig asBroker =
                    EmbeddedBrokerConfig.in(directory.resolve("a")).withPort(taken.getLocalPort());
            EmbeddedBrokerConfig asController =
                    EmbeddedBrokerConfig.in(directory.resolve("b")).withControllerPort(taken.getLocalPort());

            // Then
            assertThatThrownBy(() -> EmbeddedBroker.start(asBroker))
                    .isInstanceOfSatisfying(
                            PortInUseException.class, e -> assertThat(e.port()).isEqualTo(taken.getLocalPort()))
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("Kafka broker");
            assertThatThrownBy(() -> EmbeddedBroker.start(asController))
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageContaining("KRaft controller");
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void shouldRunTwiceInOneJvmAndRefuseTheSameDirectory() throws Exception {
        try (EmbeddedBroker one = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                EmbeddedBroker two = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary())) {
            // Given
            one.createTopics(1, Map.of(), "only-here");

            // Then
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", two.bootstrapServers()))) {
                assertThat(admin.listTopics().names().get()).doesNotContain("only-here");
            }
            EmbeddedBrokerConfig occupied = EmbeddedBrokerConfig.in(one.dataDirectory());
            assertThatThrownBy(() -> EmbeddedBroker.start(occupied))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining(one.dataDirectory() + " is in use");

            // And the refusal did the running broker no harm
            try (KafkaProducer<String, String> producer = producer(one, Map.of())) {
                producer.send(new ProducerRecord<>("only-here", "k", "v")).get();
            }
            assertThat(read(one, "g", "only-here", 1)).containsExactly("v");
        }
    }

    @Test
    void shouldOfferTheStreamsGroupProtocol() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            // When
            var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();

            // Then
            assertThat(features).containsKeys("streams.version", "group.version", "transaction.version");
            assertThat(features).hasEntrySatisfying("streams.version", level -> assertThat(level.maxVersionLevel())
                    .isEqualTo((short) 1));
        }
    }

    @Test
    void shouldRefuseAPortOutOfRange() {
        assertThatThrownBy(() -> EmbeddedBrokerConfig.temporary().withPort(70_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("70000");
    }

    private static KafkaProducer<String, String> producer(EmbeddedBroker broker, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(more);
        config.put("bootstrap.servers", broker.bootstrapServers());
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    private static KafkaConsumer<String, String> consumer(EmbeddedBroker broker, String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "group.id",
                        group,
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static List<String> read(EmbeddedBroker broker, String group, String topic, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer(broker, group)) {
            consumer.subscribe(List.of(topic));
            while (values.size() < count) {
                for (ConsumerRecord<String, String> each : consumer.poll(POLL)) {
                    values.add(each.value());
                }
            }
            consumer.commitSync();
        }
        return values;
    }
}
