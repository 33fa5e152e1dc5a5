package textmill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class BrokerProcessTest {

    @Test
    void shouldKeepAcknowledgedRecordsWhenKilledAndStartedAgain(@TempDir Path directory) throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(EmbeddedBrokerConfig.in(directory))) {
            // Given
            String address = broker.bootstrapServers();
            createTopic(address, "kept", 1);
            send(address, "kept", "before");

            // When
            broker.kill();
            assertThat(broker.isAlive()).isFalse();
            broker.restart();

            // Then
            assertThat(broker.bootstrapServers()).isEqualTo(address);
            send(address, "kept", "after");
            assertThat(read(address, "kept", 2)).containsExactly("before", "after");
        }
    }

    @Test
    void shouldGoOnWithoutTheBrokerThatWasKilled(@TempDir Path directory) throws Exception {
        try (BrokerCluster cluster = BrokerCluster.start(3, directory, Map.of())) {
            // Given
            String address = cluster.bootstrapServers();
            createTopic(address, "replicated", 6);
            send(address, "replicated", "before");

            // When
            cluster.brokers().get(0).kill();
            send(address, "replicated", "during");
            cluster.restart();
            cluster.kill();
            cluster.restart();
            send(address, "replicated", "after");

            // Then
            assertThat(read(address, "replicated", 3)).containsExactlyInAnyOrder("before", "during", "after");
        }
    }

    @Test
    void shouldShowWhyABrokerProcessDidNotStart(@TempDir Path directory) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            EmbeddedBrokerConfig config = EmbeddedBrokerConfig.in(directory).withPort(taken.getLocalPort());

            assertThatThrownBy(() -> BrokerProcess.start(config))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("code 78")
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }

    private static void createTopic(String address, String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static void send(String address, String topic, String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, value)).get();
        }
    }

    private static List<String> read(String address, String topic, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", address, "group.id", "reader", "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (values.size() < count) {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> values.add(each.value()));
            }
        }
        return values;
    }
}
