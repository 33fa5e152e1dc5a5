package textmill.topology.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import textmill.topology.TextmillApp;
import textmill.topology.config.ConfigFile;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;

/** The example of the page, run: its configuration, its record, and what it says becomes of it. */
class RedactionPageTest {
    private static final Path PAGE = Path.of("../docs/how-to/redact-personal-data.md");

    @Test
    void shouldDoWhatThePageSays(@TempDir Path directory) throws IOException {
        // Given
        String page = Files.readString(PAGE);
        String properties = found(page, "```properties\n(.*?)```");
        String before = found(page, "No model is loaded. `([^`]+)` becomes");
        String after = found(page, "becomes\\s+`([^`]+)`:");
        try (Cluster cluster = Cluster.start()) {
            for (String topic : new String[] {"orders", "orders.redacted", "orders.dead-letters"}) {
                cluster.createTopic(topic, 1, Map.of());
            }
            Map<String, String> here = Map.of(
                    "bootstrap.servers",
                    cluster.bootstrapServers(),
                    "schema.registry.url",
                    cluster.registryUrl(),
                    "kafka.consumer.auto.offset.reset",
                    "earliest",
                    "http.port",
                    "0");
            TextmillConfig config = TextmillConfig.parse(
                    ConfigFile.read(Files.writeString(directory.resolve("page.properties"), properties))
                            .with(here, "this test"));
            try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
                Cluster.send(producer, new ProducerRecord<>("orders", before.getBytes(UTF_8)));
            }

            // When
            try (TextmillApp app = TextmillApp.start(config, model -> {
                throw new IllegalStateException("no model is loaded, says the page");
            })) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> app.counters().outputs() >= 1);
            }

            // Then
            assertThat(cluster.read("orders.redacted")).singleElement().satisfies(record -> assertThat(
                            new String(record.value(), UTF_8))
                    .isEqualTo(after));
        }
    }

    private static String found(String page, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
