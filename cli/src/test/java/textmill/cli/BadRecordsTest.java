package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import textmill.cli.CommandRun.Result;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.events.TextEvent;
import textmill.schema.serde.TextmillAvroSerializer;

/** Records that a viewer cannot read: it shows where they are, and goes on. */
@Timeout(300)
class BadRecordsTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Schema OWN = SchemaBuilder.record("com.example.Note")
            .fields()
            .requiredInt("number")
            .requiredString("text")
            .endRecord();

    @Test
    void shouldGoOnAfterEveryKindOfRecord() throws Exception {
        // Given: a demo that stays up
        List<String> arguments = new ArrayList<>(List.of("demo", "--records", "3"));
        arguments.addAll(TinyModels.demoOptions());
        CommandRun demo = CommandRun.start(arguments.toArray(String[]::new));
        await().atMost(LONG).until(() -> demo.err().contains("Ctrl-C") || demo.ended());
        String brokers = found("Kafka at (\\S+),", demo.err());
        String registry = found("schema registry at (\\S+)", demo.err());

        // When
        try (TextmillAvroSerializer avro = new TextmillAvroSerializer();
                KafkaProducer<byte[], byte[]> producer = producer(brokers)) {
            avro.configure(Map.of("schema.registry.url", registry), false);
            byte[] own = Objects.requireNonNull(avro.serialize(
                    "notes",
                    new GenericRecordBuilder(OWN)
                            .set("number", 7)
                            .set("text", "a note of mine")
                            .build()));
            byte[] event = avro.serialize("texts", new TextEvent("the last one", null));
            send(producer, "texts", own);
            send(producer, "texts", "a plain string".getBytes(StandardCharsets.UTF_8));
            send(producer, "texts", new byte[0]);
            send(producer, "texts", new byte[] {0, 0, 0, 99, 99, 2, 'a'});
            send(producer, "texts", Arrays.copyOf(own, own.length - 3));
            send(producer, "texts", null);
            send(producer, "texts", avro.serialize("texts", new TextEvent(null, "of somebody else")));
            send(producer, "texts.embeddings", "not a result".getBytes(StandardCharsets.UTF_8));
            send(producer, "texts.dead-letters", "not a dead letter".getBytes(StandardCharsets.UTF_8));
            send(producer, "texts", event);
        }

        // Then: texts of any schema are shown, and of the others where they are and what is wrong
        await().atMost(LONG).until(() -> shown(demo).contains("the last one") || demo.ended());
        assertThat(demo.ended()).as(demo.err()).isFalse();
        await().atMost(LONG).untilAsserted(() -> assertThat(shown(demo))
                .contains("a note of mine")
                .containsPattern("texts-\\d@\\d+ \\(no text to show, 14 bytes\\)")
                .contains("bad-magic", "too-short", "unknown-schema", "truncated")
                .containsPattern("texts-\\d@\\d+ \\(tombstone\\)")
                .containsPattern("texts-\\d@\\d+ \\(null text, skipped\\)")
                .containsPattern("texts.embeddings-\\d@\\d+  unreadable: bad-magic: .*\\(12 bytes\\)"));

        // And: 3 texts of the demo, 8 of others, in whatever order partitions give them
        Result tail = CommandRun.of("tail", "-b", brokers, "-r", registry, "--from-beginning", "-n", "11", "texts");
        assertThat(tail.exitCode()).as(tail.err()).isZero();
        assertThat(tail.out().lines())
                .hasSize(11)
                .anyMatch(line -> line.matches("texts-\\d@\\d+  unreadable: bad-magic: .* \\(14 bytes\\)"))
                .anyMatch(line -> line.matches("texts-\\d@\\d+  unreadable: too-short: .* \\(0 bytes\\)"))
                .anyMatch(line -> line.matches("texts-\\d@\\d+  unreadable: unknown-schema: .* \\(7 bytes\\)"))
                .anyMatch(line -> line.matches("texts-\\d@\\d+  unreadable: truncated: .*"))
                .anyMatch(line -> line.matches("texts-\\d@\\d+  tombstone"))
                .anyMatch(line -> line.contains("\"a note of mine\""));
        Result json =
                CommandRun.of("tail", "-b", brokers, "-r", registry, "--from-beginning", "-n", "11", "--json", "texts");
        assertThat(json.out().lines())
                .hasSize(11)
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"))
                .anyMatch(
                        line -> line.matches(
                                "\\{\"topic\":\"texts\",\"partition\":\\d,\"offset\":\\d+,\"timestamp\":\\d+,"
                                        + "\"key\":null,\"headers\":\\[],\"unreadable\":\"bad-magic\",\"message\":\".*\",\"bytes\":14}"))
                .anyMatch(line ->
                        line.matches("\\{\"topic\":\"texts\",\"partition\":\\d,\"offset\":\\d+,\"timestamp\":\\d+,"
                                + "\"key\":null,\"headers\":\\[],\"tombstone\":true}"));
        Result letters = CommandRun.of("dead-letters", "-b", brokers, "-r", registry);
        assertThat(letters.out().lines())
                .hasSize(5)
                .anyMatch(line -> line.matches("texts.dead-letters-\\d@\\d+  not a dead letter \\(17 bytes\\)"));
        assertThat(demo.stop().result().exitCode()).isZero();
    }

    @Test
    void shouldSayThatTheTopicWasDeletedWhileItWaits() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
                KafkaProducer<byte[], byte[]> producer = producer(broker.bootstrapServers())) {
            // Given
            broker.createTopics(1, Map.of(), "passing");
            send(producer, "passing", null);
            CommandRun tail = CommandRun.start("tail", "-b", broker.bootstrapServers(), "--from-beginning", "passing");
            await().atMost(LONG).until(() -> tail.out().contains("tombstone") || tail.ended());

            // When
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.deleteTopics(List.of("passing")).all().get();
            }

            // Then
            Result result = tail.result();
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("nothing is left to read: passing was deleted");
        }
    }

    private static String shown(CommandRun demo) {
        return demo.out().replaceAll("[\\[\\]]", "");
    }

    private static KafkaProducer<byte[], byte[]> producer(String brokers) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", brokers));
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, byte @Nullable [] value)
            throws Exception {
        producer.send(new ProducerRecord<>(topic, value)).get();
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
