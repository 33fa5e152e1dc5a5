package textmill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;
import textmill.schema.registry.RestSchemaRegistry;

/** {@code run --check} on a real broker and a real registry, with real models in a JVM of their own. */
@Timeout(300)
class RunCheckTest {
    private static final String CANARY = "canary-in-the-mill";
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();

    @RegisterExtension
    private static final SharedCluster CLUSTER = new SharedCluster();

    private final Path directory;

    RunCheckTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldFindAllWellAndChangeNothing() throws Exception {
        // Given
        CLUSTER.createTopics(2, Map.of(), "well", "well.vectors", "well.labels", "well.dead-letters");
        Path config = config("well", """
                task.vectors.model=%s
                task.labels.model=%s
                http.port=0
                """.formatted(TinyModels.EMBEDDING, TinyModels.CLASSIFICATION));

        // When
        Result result = CommandRun.of("run", "--check", "--json", "-c", config.toString());

        // Then
        JsonNode found = new ObjectMapper().readTree(result.out());
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        assertThat(found.path("result").asText()).as(result.out()).isNotEqualTo("fail");
        assertThat(texts(found, "ok"))
                .contains(
                        "rights READ topic well",
                        "rights WRITE topic well.vectors",
                        "rights WRITE topic well.dead-letters",
                        "rights READ group well",
                        "rights WRITE transactional ids that begin with well-",
                        "registry well.vectors-value: will be registered",
                        "registry well.labels-value: will be registered",
                        "work well: nothing waits",
                        "configuration 1 pipeline, 2 tasks")
                .anyMatch(line -> line.matches("topics well: 2 partitions, records up to \\d+ bytes, kept for 7 days"))
                .anyMatch(line -> line.startsWith("models vectors: tiny-bert"))
                .anyMatch(line -> line.startsWith("device tiny-roberta on cpu"))
                .anyMatch(line -> line.startsWith("machine "));

        // And nobody joined a group, and no schema was registered
        try (Admin admin = Admin.create(CLUSTER.kafka())) {
            assertThat(admin.listGroups().all().get()).isEmpty();
        }
        assertThat(RestSchemaRegistry.connect(Map.of("schema.registry.url", CLUSTER.registryUrl()))
                        .subjects())
                .isEmpty();
    }

    @Test
    void shouldSayEverythingThatIsWrongAndWhatToDo() throws Exception {
        // Given: a topic that is missing, one that forgets, one with too few partitions, a port that is taken, a broken
        // model
        CLUSTER.createTopics(4, Map.of(), "ill");
        CLUSTER.createTopics(4, Map.of("retention.ms", Long.toString(HOUR_MS)), "ill.vectors");
        CLUSTER.createTopics(1, Map.of("cleanup.policy", "compact"), "ill.dead-letters");
        write("ill", 3 * HOUR_MS);
        Path broken = Files.createDirectories(directory.resolve("broken"));
        Files.writeString(broken.resolve("config.json"), "{}");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config = config("ill", """
                    task.vectors.model=%s
                    task.labels.model=%s
                    http.port=%d
                    kafka.ssl.key.password=%s
                    """.formatted(TinyModels.EMBEDDING, broken, taken.getLocalPort(), CANARY));

            // When
            Result result = CommandRun.of("run", "--check", "-c", config.toString());

            // Then
            assertThat(result.exitCode()).as(result.out()).isEqualTo(78);
            assertThat(result.out())
                    .containsPattern("fail  topics +Topic ill.labels does not exist\\n +-> create it")
                    .containsPattern("warn  topics +Topic ill.vectors forgets records that are older than 3600 s")
                    .containsPattern("fail  topics +dead.letter.topic = ill.dead-letters is compacted")
                    .containsPattern("fail  endpoint +http.host = 127.0.0.1, http.port = " + taken.getLocalPort()
                            + ": cannot listen there .*\\n +-> choose another port")
                    .containsPattern("fail  models +task.labels.model = .*broken")
                    .containsPattern("ok    work +ill: 1 record waits and is 10\\d\\d\\d s old")
                    .doesNotContain(CANARY, "for 0 s");
            assertThat(result.out().split("ill.labels does not exist", -1))
                    .as("said once: %s", result.out())
                    .hasSize(2);
        }
    }

    @Test
    void shouldSayThatATopicOfWindowsKeepsTheLastAlone() throws Exception {
        // Given
        CLUSTER.createTopics(1, Map.of(), "panes", "panes.dead-letters");
        CLUSTER.createTopics(1, Map.of("cleanup.policy", "compact"), "panes.vectors");
        Path config = config("panes", """
                task.vectors.model=%s
                task.vectors.window=16
                task.vectors.window.records=each
                """.formatted(TinyModels.EMBEDDING));

        // When
        Result result = CommandRun.of("run", "--check", "-c", config.toString());

        // Then
        assertThat(result.exitCode()).as(result.out()).isEqualTo(78);
        assertThat(result.out())
                .containsPattern("fail  topics +task.vectors.window.records = each: topic panes.vectors is compacted");
    }

    @Test
    void shouldGoOnWhereNobodyAnswers() throws Exception {
        Path config = Files.writeString(directory.resolve("away.properties"), """
                bootstrap.servers=127.0.0.1:1
                schema.registry.url=http://127.0.0.1:1
                start.timeout.ms=1000
                task.vectors.model=%s
                """.formatted(TinyModels.EMBEDDING));

        Result result = CommandRun.of("run", "--check", "-c", config.toString());

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.out())
                .containsPattern("fail  brokers +no connection to 127.0.0.1:1 .*\\n +-> correct bootstrap.servers")
                .containsPattern("fail  registry +http://127.0.0.1:1: ")
                .containsPattern("ok    models +vectors: tiny-bert");
    }

    @Test
    void shouldAskWhetherASilentListenerWantsTls() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            // Given
            String address = "127.0.0.1:" + silent.getLocalPort();
            Path config = Files.writeString(
                    directory.resolve("silent.properties"), """
                    bootstrap.servers=%s
                    schema.registry.url=http://127.0.0.1:1
                    start.timeout.ms=1000
                    task.vectors.model=%s
                    """.formatted(address, TinyModels.EMBEDDING));

            // When
            Result result = CommandRun.of("run", "--check", "-c", config.toString());

            // Then
            assertThat(result.exitCode()).isEqualTo(78);
            assertThat(result.out())
                    .containsPattern("fail  brokers +no connection to " + address + " .*\\n +-> " + address
                            + " listens, and gives no answer in plain text. Does it want TLS\\? Then set"
                            + " kafka.security.protocol = SSL, or SASL_SSL with a login, in place of PLAINTEXT");
        }
    }

    private static List<String> texts(JsonNode found, String level) {
        List<String> texts = new ArrayList<>();
        found.path("checks").forEach(check -> {
            if (check.path("level").asText().equals(level)) {
                texts.add(
                        check.path("area").asText() + " " + check.path("found").asText());
            }
        });
        return texts;
    }

    private Path config(String name, String more) throws IOException {
        return Files.writeString(
                directory.resolve(name + ".properties"),
                """
                bootstrap.servers=%s
                schema.registry.url=%s
                application.id=%s
                input.topic=%s
                """.formatted(CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), name, name) + more);
    }

    private static void write(String topic, long ageMs) throws Exception {
        Map<String, Object> settings = CLUSTER.kafka();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic, 0, System.currentTimeMillis() - ageMs, null, "a text".getBytes(UTF_8)))
                    .get();
        }
    }
}
