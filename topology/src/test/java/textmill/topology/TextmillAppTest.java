package textmill.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import textmill.events.TextEmbedding;
import textmill.schema.serde.SerdeClass;
import textmill.topology.config.TextmillConfig;
import textmill.topology.testing.Cluster;
import textmill.topology.testing.StubEngine;
import textmill.topology.testing.StubResults;

class TextmillAppTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static Cluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldComputeEveryTextOnceAndCommitToTheEnd() throws Exception {
        // Given
        Map<String, String> settings = cluster.topics("whole", 4);
        produce("whole", 2_000);

        // When
        List<ConsumerRecord<byte[], byte[]>> results;
        try (StubEngine engine = StubEngine.fast();
                TextmillApp app = TextmillApp.start(TextmillConfig.parse(settings), engine)) {
            await().atMost(LIMIT).until(() -> app.counters().outputs() == 2_000);
            await().atMost(LIMIT).until(() -> cluster.lag("whole", "whole") == 0);
            assertThat(get(app, "/health/ready")).contains("UP");
            assertThat(get(app, "/health/live")).contains("UP");
            assertThat(get(app, "/metrics"))
                    .contains("textmill_records_read_total 2000.0")
                    .contains("kafka_stream");
            results = cluster.read("whole.embeddings");
        }

        // Then
        assertThat(results).hasSize(2_000);
        List<String> found = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> result : results) {
            TextEmbedding embedding = (TextEmbedding) SerdeClass.deserializer(
                            null,
                            Map.of("schema.registry.url", cluster.registryUrl(), "specific.avro.reader", "true"),
                            false)
                    .deserialize("whole.embeddings", result.value());
            String text = new String(result.key(), UTF_8);
            assertThat(embedding.getEmbedding().get(0)).isEqualTo(StubResults.vector(text)[0]);
            found.add(text);
        }
        assertThat(found).doesNotHaveDuplicates();
    }

    private static void produce(String topic, int count) {
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            for (int i = 0; i < count; i++) {
                byte[] text = ("text " + i).getBytes(UTF_8);
                Cluster.sendLater(producer, new ProducerRecord<>(topic, i % 4, text, text));
            }
        }
    }

    private static String get(TextmillApp app, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(app.endpoint().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
