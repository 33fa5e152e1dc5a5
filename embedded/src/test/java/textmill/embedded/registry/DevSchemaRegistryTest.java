package textmill.embedded.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.embedded.BrokerStartException;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.PortInUseException;

@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DevSchemaRegistryTest {

    private static final String INT = "\"int\"";

    private final ObjectMapper json = new ObjectMapper();
    private EmbeddedBroker broker;

    @BeforeAll
    void startBroker() {
        broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
    }

    @AfterAll
    void stopBroker() {
        broker.close();
    }

    @Test
    void shouldGiveTheSameSchemaOneIdWhenManyRegisterAtOnce() throws Exception {
        try (DevSchemaRegistry registry = DevSchemaRegistry.start(config("concurrent"))) {
            // Given: eight clients, five schemas, each under four subjects
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 160; i++) {
                String schema = "{\"type\":\"fixed\",\"name\":\"F\",\"size\":" + (1 + i % 5) + "}";
                String subject = "s" + (i % 5) + "-" + (i / 5) % 4;
                calls.add(() -> new RegistryClient(registry)
                        .register(subject, schema)
                        .json()
                        .path("id")
                        .asInt());
            }
            ExecutorService clients = Executors.newFixedThreadPool(8);

            // When
            List<Integer> ids = new ArrayList<>();
            for (Future<Integer> each : clients.invokeAll(calls)) {
                ids.add(each.get());
            }
            clients.shutdown();

            // Then: one id per schema, one version per subject
            Set<Integer> distinct = new HashSet<>(ids);
            assertThat(distinct).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
            for (int i = 0; i < ids.size(); i++) {
                assertThat(ids.get(i)).isEqualTo(ids.get(i % 5));
            }
            RegistryClient client = new RegistryClient(registry);
            assertThat(client.get("/subjects").json()).hasSize(20);
            for (JsonNode subject : client.get("/subjects").json()) {
                assertThat(client.get("/subjects/" + subject.asText() + "/versions")
                                .body())
                        .isEqualTo("[1]");
            }
        }
    }

    @Test
    void shouldGiveEverySchemaItsOwnVersionWhenManyRegisterUnderOneSubject() throws Exception {
        try (DevSchemaRegistry registry = DevSchemaRegistry.start(config("versions"))) {
            // Given
            RegistryClient client = new RegistryClient(registry);
            client.call("PUT /config", "{\"compatibility\":\"NONE\"}");
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int i = 1; i <= 40; i++) {
                String schema = "{\"type\":\"fixed\",\"name\":\"F\",\"size\":" + i + "}";
                calls.add(() -> client.register("s", schema).json().path("id").asInt());
            }
            ExecutorService clients = Executors.newFixedThreadPool(8);

            // When
            Set<Integer> ids = new HashSet<>();
            for (Future<Integer> each : clients.invokeAll(calls)) {
                ids.add(each.get());
            }
            clients.shutdown();

            // Then
            assertThat(ids).hasSize(40);
            assertThat(client.get("/subjects/s/versions").json()).hasSize(40);
        }
    }

    @Test
    void shouldKeepItsSchemasWhenBrokerAndRegistryStartAgain(@TempDir Path directory) {
        // Given
        EmbeddedBrokerConfig sameDirectory = EmbeddedBrokerConfig.in(directory);
        try (EmbeddedBroker first = EmbeddedBroker.start(sameDirectory);
                DevSchemaRegistry registry = DevSchemaRegistry.start(RegistryConfig.on(first.bootstrapServers()))) {
            RegistryClient client = new RegistryClient(registry);
            client.register("kept", INT);
            client.register("hidden", "\"string\"");
            client.register("purged", "\"bytes\"");
            client.call("PUT /config/kept", "{\"compatibility\":\"FULL\"}");
            client.call("DELETE /subjects/hidden", "");
            client.call("DELETE /subjects/purged", "");
            client.call("DELETE /subjects/purged?permanent=true", "");
        }

        // When
        try (EmbeddedBroker second = EmbeddedBroker.start(sameDirectory);
                DevSchemaRegistry registry = DevSchemaRegistry.start(RegistryConfig.on(second.bootstrapServers()))) {
            RegistryClient client = new RegistryClient(registry);

            // Then
            assertThat(client.get("/subjects?deleted=true").body()).isEqualTo("[\"hidden\",\"kept\"]");
            assertThat(client.get("/subjects").body()).isEqualTo("[\"kept\"]");
            assertThat(client.get("/schemas/ids/1").json().path("schema").asText())
                    .isEqualTo(INT);
            assertThat(client.get("/schemas/ids/2").status()).isEqualTo(200);
            assertThat(client.get("/schemas/ids/3").status()).isEqualTo(404);
            assertThat(client.get("/config/kept").body()).contains("FULL");

            // And no id is given twice
            assertThat(client.register("new", "\"long\"").body()).isEqualTo("{\"id\":4}");
        }
    }

    @Test
    void shouldWriteConfluentsRecordsIntoItsTopic() throws Exception {
        // Given
        RegistryConfig config = config("shapes");
        try (DevSchemaRegistry registry = DevSchemaRegistry.start(config)) {
            RegistryClient client = new RegistryClient(registry);

            // When
            client.register("s", INT);
            client.call("PUT /config", "{\"compatibility\":\"NONE\"}");
            client.call("PUT /config/s", "{\"compatibility\":\"FULL\"}");
            client.call("DELETE /config/s", "");
            client.call("DELETE /subjects/s", "");
            client.call("DELETE /subjects/s?permanent=true", "");
        }

        // Then
        assertThat(topic(config.topic()))
                .containsExactly(
                        "{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":1,\"magic\":1}"
                                + " {\"subject\":\"s\",\"version\":1,\"id\":1,\"schema\":\"\\\"int\\\"\",\"deleted\":false}",
                        "{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0} {\"compatibilityLevel\":\"NONE\"}",
                        "{\"keytype\":\"CONFIG\",\"subject\":\"s\",\"magic\":0} {\"compatibilityLevel\":\"FULL\"}",
                        "{\"keytype\":\"CONFIG\",\"subject\":\"s\",\"magic\":0} null",
                        "{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"s\",\"magic\":0} {\"subject\":\"s\",\"version\":1}",
                        "{\"keytype\":\"NOOP\",\"magic\":0} {\"highestId\":1}",
                        "{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":1,\"magic\":1} null");
    }

    @Test
    void shouldReadATopicThatAnotherRegistryWrote() throws Exception {
        // Given: what a Confluent registry leaves behind, with fields and kinds that this one has no use for
        RegistryConfig config = config("foreign");
        broker.createTopics(1, Map.of("cleanup.policy", "compact"), config.topic());
        write(config.topic(), "{\"keytype\":\"NOOP\",\"magic\":0}", null);
        write(config.topic(), "{\"keytype\":\"MODE\",\"subject\":null,\"magic\":0}", "{\"mode\":\"READWRITE\"}");
        write(
                config.topic(),
                "{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0}",
                "{\"compatibilityLevel\":\"FULL\"}");
        write(
                config.topic(),
                "{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":3,\"magic\":1}",
                "{\"subject\":\"s\",\"version\":3,\"id\":41,\"md5\":\"x\",\"schema\":\"\\\"int\\\"\",\"deleted\":false,\"ts\":1}");
        write(
                config.topic(),
                "{\"keytype\":\"SCHEMA\",\"subject\":\"p\",\"version\":1,\"magic\":1}",
                "{\"subject\":\"p\",\"version\":1,\"id\":7,\"schemaType\":\"PROTOBUF\",\"schema\":\"x\"}");
        write(config.topic(), "garbage", "garbage");

        // When
        try (DevSchemaRegistry registry = DevSchemaRegistry.start(config)) {
            RegistryClient client = new RegistryClient(registry);

            // Then
            assertThat(client.get("/subjects/s/versions/latest").json())
                    .isEqualTo(json.readTree("{\"subject\":\"s\",\"version\":3,\"id\":41,\"schema\":\"\\\"int\\\"\"}"));
            assertThat(client.get("/config").body()).contains("FULL");
            assertThat(client.get("/subjects").body()).isEqualTo("[\"s\"]");
            assertThat(client.register("t", "\"long\"").body()).isEqualTo("{\"id\":42}");
        }
    }

    @Test
    void shouldNeverGiveAnIdTwiceEvenWhenCompactionHasRemovedItsSchema() throws Exception {
        // Given: what compaction leaves of a subject that was registered as 9 and purged
        RegistryConfig config = config("compacted");
        broker.createTopics(1, Map.of("cleanup.policy", "compact"), config.topic());
        write(config.topic(), "{\"keytype\":\"NOOP\",\"magic\":0}", "{\"highestId\":9}");

        // When
        try (DevSchemaRegistry registry = DevSchemaRegistry.start(config)) {
            // Then
            assertThat(new RegistryClient(registry).register("s", INT).body()).isEqualTo("{\"id\":10}");
        }
    }

    @Test
    void shouldNameThePortThatIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            RegistryConfig config = RegistryConfig.on(broker.bootstrapServers()).withPort(taken.getLocalPort());

            assertThatThrownBy(() -> DevSchemaRegistry.start(config))
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("schema registry");
        }
    }

    @Test
    void shouldRefuseATopicThatForgets() {
        // Given
        RegistryConfig config = config("forgetful");
        broker.createTopics(1, Map.of("cleanup.policy", "delete"), config.topic());

        // Then
        assertThatThrownBy(() -> DevSchemaRegistry.start(config))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining(config.topic())
                .hasMessageContaining("cleanup.policy=delete");
    }

    private RegistryConfig config(String topic) {
        return new RegistryConfig(broker.bootstrapServers(), 0, "_schemas-" + topic);
    }

    private void write(String topic, String key, @Nullable String value) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    private List<String> topic(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(200))) {
                    records.add(each.key() + " " + each.value());
                }
            }
        }
        assertThat(String.join("", records).getBytes(UTF_8)).isNotEmpty();
        return records;
    }
}
