package textmill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import textmill.cli.topics.TopicReader;
import textmill.cli.topics.TopicReader.From;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.registry.DevSchemaRegistry;
import textmill.embedded.registry.RegistryConfig;
import textmill.events.TextEmbedding;
import textmill.schema.serde.SerdeKeys;
import textmill.schema.serde.TextmillAvroDeserializer;

@Timeout(240)
class ExamplesTest {

    @Test
    void shouldFindTheNearestText() {
        // When
        String nearest = NearestTextExample.nearest(
                "how warm is it outside?",
                List.of("please book a table for two", "what is the weather like", "the violin has four strings"));

        // Then
        assertThat(nearest).isEqualTo("what is the weather like");
    }

    @Test
    void shouldEmbedInSomebodysOwnTopology() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                DevSchemaRegistry registry = DevSchemaRegistry.start(RegistryConfig.on(broker.bootstrapServers()))) {
            // Given
            broker.createTopics(2, Map.of(), "headlines", "headlines.embeddings", "headlines.dead-letters");
            produce(broker, "headlines", "two ships collide off the coast", "");
            List<TextEmbedding> results = new ArrayList<>();

            // When
            OwnTopologyExample.embed(
                    broker.bootstrapServers(), registry.url(), () -> read(broker, registry, results, 2));

            // Then
            assertThat(results)
                    .allSatisfy(result -> assertThat(result.getEmbedding()).hasSize(384))
                    .extracting(TextEmbedding::getEmpty)
                    .containsExactlyInAnyOrder(false, true);
        }
    }

    private static void produce(EmbeddedBroker broker, String topic, String... texts) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String text : texts) {
                producer.send(new ProducerRecord<>(topic, text.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    private static void read(
            EmbeddedBroker broker, DevSchemaRegistry registry, List<TextEmbedding> results, int expected) {
        Map<String, Object> kafka = new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
        try (TextmillAvroDeserializer values = new TextmillAvroDeserializer();
                TopicReader reader = TopicReader.open(kafka, List.of("headlines.embeddings"), From.BEGINNING)) {
            values.configure(Map.of("schema.registry.url", registry.url(), SerdeKeys.SPECIFIC_READER, true), false);
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(100))) {
                    results.add((TextEmbedding) values.deserialize(record.topic(), record.value()));
                }
                return results.size() >= expected;
            });
        }
    }
}
