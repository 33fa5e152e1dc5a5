package textmill.embedded.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.events.TextEvent;
import textmill.schema.serde.TextmillAvroSerde;

@Timeout(300)
class SerdeThroughRegistryTest {

    private static final Schema OTHER =
            SchemaBuilder.record("Other").fields().requiredInt("number").endRecord();

    @Test
    void shouldCarryRecordsAndRefuseWhatDoesNotFitTheSubject() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                DevSchemaRegistry registry = DevSchemaRegistry.start(RegistryConfig.on(broker.bootstrapServers()));
                TextmillAvroSerde serde = serde(registry);
                KafkaProducer<String, Object> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        serde.serializer())) {
            // Given
            broker.createTopics(1, Map.of(), "texts");
            TextEvent event = new TextEvent("a text", "id-1");

            // When
            producer.send(new ProducerRecord<>("texts", "k", event)).get();

            // Then: the registry knows the schema under the topic's subject
            RegistryClient client = new RegistryClient(registry);
            assertThat(client.get("/subjects").body()).isEqualTo("[\"texts-value\"]");
            assertThat(new Schema.Parser()
                            .parse(client.get("/subjects/texts-value/versions/latest/schema")
                                    .body()))
                    .isEqualTo(TextEvent.getClassSchema());

            // And a reader that has never seen it reads the record by its id
            assertThat(read(broker, registry)).singleElement().satisfies(read -> {
                assertThat(read.get("text")).hasToString("a text");
                assertThat(read.get("id")).hasToString("id-1");
            });

            // And a record of another kind is refused
            GenericData.Record other =
                    new GenericRecordBuilder(OTHER).set("number", 1).build();
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("texts", "k", other)))
                    .hasMessageContaining("incompatible");
        }
    }

    private static TextmillAvroSerde serde(DevSchemaRegistry registry) {
        TextmillAvroSerde serde = new TextmillAvroSerde();
        serde.configure(
                Map.of(
                        "schema.registry.url",
                        registry.url(),
                        "http.connect.timeout.ms",
                        "60000",
                        "http.read.timeout.ms",
                        "60000"),
                false);
        return serde;
    }

    private static List<GenericRecord> read(EmbeddedBroker broker, DevSchemaRegistry registry) {
        List<GenericRecord> records = new ArrayList<>();
        try (TextmillAvroSerde serde = serde(registry);
                KafkaConsumer<String, Object> consumer = new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", broker.bootstrapServers(),
                                "group.id", "reader",
                                "auto.offset.reset", "earliest"),
                        new StringDeserializer(),
                        serde.deserializer())) {
            consumer.subscribe(List.of("texts"));
            while (records.isEmpty()) {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> records.add((GenericRecord) each.value()));
            }
        }
        return records;
    }
}
