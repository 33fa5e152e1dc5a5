package textmill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;

/** The topics of a pipeline that judges its texts, as {@code topics}, {@code acls} and {@code anomalies feedback} know them. */
@Timeout(300)
class AnomalyTopicsTest {
    private final Path directory;

    AnomalyTopicsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private String config() throws IOException {
        Path file = directory.resolve("anomalies.properties");
        Files.writeString(file, """
                bootstrap.servers=a:1
                schema.registry.url=http://r:1
                application.id=desk
                input.topic=tickets
                task.vectors.model=all-minilm-l6-v2
                task.vectors.topic=vectors
                anomaly.topic=tickets.anomalies
                anomaly.alarm.topic=tickets.alarms
                anomaly.feedback.topic=tickets.feedback
                anomaly.drift.topic=tickets.drift
                """);
        return file.toString();
    }

    @Test
    void shouldPrintWhatCreatesThem() throws IOException {
        Result result = CommandRun.of("topics", "-c", config(), "--partitions", "4");

        assertThat(result.exitCode()).isZero();
        for (String topic : List.of("anomalies", "alarms", "feedback", "drift")) {
            assertThat(result.out()).contains("--create --if-not-exists --topic tickets." + topic + " --partitions 4");
        }
    }

    @Test
    void shouldPrintTheRightsToThemAndToTheChangelog() throws IOException {
        Result result = CommandRun.of("acls", "-c", config(), "--principal", "User:desk");

        String all = "kafka-acls.sh --bootstrap-server a:1 --add --allow-principal User:desk --operation ";
        assertThat(result.out().lines())
                .contains(
                        all
                                + "Read --topic tickets --topic tickets.feedback --group desk --topic desk-anomalies-changelog",
                        all + "Write --topic tickets.alarms --topic tickets.anomalies --topic tickets.dead-letters"
                                + " --topic tickets.drift --topic tickets.feedback --topic vectors --topic"
                                + " desk-anomalies-changelog",
                        all + "Create --topic desk-anomalies-changelog");
    }

    @Test
    void shouldWriteFeedback() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary())) {
            broker.createTopics(1, Map.of(), "tickets.feedback");

            Result result = CommandRun.of(
                    "anomalies",
                    "feedback",
                    "right",
                    "3@4711",
                    "0@2",
                    "-t",
                    "tickets",
                    "-b",
                    broker.bootstrapServers());

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(read(broker.bootstrapServers(), "tickets.feedback"))
                    .containsExactly(
                            "{\"topic\":\"tickets\",\"partition\":3,\"offset\":4711,\"verdict\":\"right\"}",
                            "{\"topic\":\"tickets\",\"partition\":0,\"offset\":2,\"verdict\":\"right\"}");
        }
    }

    private static List<String> read(String brokers, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(new String(record.value(), UTF_8)));
            }
        }
        return values;
    }

    @Test
    void shouldSayWhatIsNoPlace() {
        Result result = CommandRun.of("anomalies", "feedback", "fine", "3-4711");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("expected PARTITION@OFFSET, such as 3@4711, found '3-4711'");
    }
}
