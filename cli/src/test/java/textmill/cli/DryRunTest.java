package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;
import textmill.schema.registry.RestSchemaRegistry;

/** {@code run --dry-run} and {@code reset}: looks that leave nothing behind, and a change that leaves what it showed. */
@Timeout(300)
class DryRunTest {
    @RegisterExtension
    private static final SharedCluster CLUSTER = new SharedCluster();

    private static Admin admin;

    private final Path directory;

    DryRunTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void start() {
        admin = Admin.create(CLUSTER.kafka());
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    private String config(String input) throws IOException {
        CLUSTER.createTopics(1, Map.of(), input, input + ".vectors", input + ".moods", input + ".dead-letters");
        return Files.writeString(directory.resolve(input + ".properties"), """
                bootstrap.servers=%s
                schema.registry.url=%s
                application.id=mill-%s
                input.topic=%s
                task.vectors.model=%s
                task.moods.model=%s
                http.port=0
                kafka.consumer.auto.offset.reset=earliest
                """.formatted(
                                CLUSTER.bootstrapServers(),
                                CLUSTER.registryUrl(),
                                input,
                                input,
                                TinyModels.EMBEDDING,
                                TinyModels.CLASSIFICATION))
                .toString();
    }

    private static Map<String, Long> ends(String... topics) throws Exception {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (String topic : topics) {
            asked.put(new TopicPartition(topic, 0), OffsetSpec.latest());
        }
        Map<String, Long> ends = new HashMap<>();
        admin.listOffsets(asked).all().get().forEach((partition, end) -> ends.put(partition.topic(), end.offset()));
        return ends;
    }

    private static long committedOffset(String group, TopicPartition partition) throws Exception {
        OffsetAndMetadata offset = committed(group).get(partition);
        return offset == null ? -1 : offset.offset();
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(String group) throws Exception {
        try {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
        } catch (ExecutionException e) {
            return Map.of();
        }
    }

    @Test
    void shouldShowWhatWouldBeWrittenAndLeaveNothing() throws Exception {
        // Given
        String config = config("notes");
        CLUSTER.produce("notes", "first", "second", "third");
        List<String> subjects =
                RestSchemaRegistry.connect(Map.of("schema.registry.url", CLUSTER.registryUrl())).subjects().stream()
                        .toList();

        // When
        Result lines = CommandRun.of("run", "--dry-run", "2", "-c", config);
        Result objects = CommandRun.of("run", "--dry-run", "2", "--json", "-c", config);

        // Then
        assertThat(lines.exitCode()).as(lines.err()).isZero();
        assertThat(lines.out().lines())
                .hasSize(4)
                .anyMatch(line -> line.matches("notes.vectors +0@0 +embedding .*"))
                .anyMatch(line -> line.matches("notes.moods +0@1 +classification .*"));
        assertThat(lines.err())
                .contains(
                        "dry run: 2 records, 2 with results, 0 dead letters; nothing was written, committed or registered");
        List<JsonNode> records = new ArrayList<>();
        for (String line : objects.out().lines().toList()) {
            records.add(new ObjectMapper().readTree(line));
        }
        assertThat(records).hasSize(4).allSatisfy(record -> {
            assertThat(record.path("topic").asText()).startsWith("notes.");
            assertThat(record.has("offset")).isFalse();
            assertThat(record.path("value").path("source_topic").asText()).isEqualTo("notes");
        });
        assertThat(ends("notes.vectors", "notes.moods", "notes.dead-letters"))
                .allSatisfy((topic, end) -> assertThat(end).isZero());
        assertThat(committed("mill-notes")).isEmpty();
        assertThat(admin.listGroups().all().get())
                .noneMatch(group -> group.groupId().startsWith("mill-notes"));
        assertThat(RestSchemaRegistry.connect(Map.of("schema.registry.url", CLUSTER.registryUrl()))
                        .subjects())
                .containsExactlyElementsOf(subjects);
    }

    @Test
    void shouldSayThatNoTextIsJudged() throws Exception {
        String config = config("tickets");
        CLUSTER.createTopics(1, Map.of(), "tickets.anomalies");
        CLUSTER.produce("tickets", "first");
        Files.writeString(
                Path.of(config),
                "anomaly.topic=tickets.anomalies\nkafka.state.dir=" + directory,
                StandardOpenOption.APPEND);

        Result dry = CommandRun.of("run", "--dry-run", "1", "-c", config);
        Result again = CommandRun.of("reembed", "--suffix", ".v2", "--dry-run", "-c", config);

        assertThat(dry.err()).contains("dry run: no text is judged, so nothing is shown for tickets.anomalies: ");
        assertThat(dry.out().lines()).hasSize(2);
        assertThat(again.err())
                .contains("textmill reembed: no text is judged again, so tickets.anomalies.v2 stays empty: ");
    }

    @Test
    void shouldGoOnWhereTheGroupStandsAndBackWhereNothingWaits() throws Exception {
        // Given
        String config = config("letters");
        CLUSTER.produce("letters", "first", "second", "third");
        TopicPartition partition = new TopicPartition("letters", 0);
        admin.alterConsumerGroupOffsets("mill-letters", Map.of(partition, new OffsetAndMetadata(2)))
                .all()
                .get();

        // Then
        assertThat(CommandRun.of("run", "--dry-run", "9", "-c", config).out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains(" 0@2 "));

        // When
        admin.alterConsumerGroupOffsets("mill-letters", Map.of(partition, new OffsetAndMetadata(3)))
                .all()
                .get();
        Result back = CommandRun.of("run", "--dry-run", "2", "-c", config);

        // Then
        assertThat(back.err())
                .contains("dry run: nothing waits for application mill-letters; taking the last records of letters\n");
        assertThat(back.out().lines()).hasSize(4).anyMatch(line -> line.contains(" 0@1 "));
        assertThat(committedOffset("mill-letters", partition)).isEqualTo(3);
        assertThat(CommandRun.of("run", "--dry-run", "0", "-c", config).exitCode())
                .isEqualTo(2);
        assertThat(CommandRun.of("run", "--dry-run", "1", "--check", "-c", config)
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void shouldSayThatATopicIsEmpty() throws Exception {
        Result dry = CommandRun.of("run", "--dry-run", "5", "-c", config("blank"));

        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out()).isEmpty();
        assertThat(dry.err())
                .contains("dry run: nothing to show for application mill-blank: no record is in blank\n")
                .doesNotContain("taking the last records");
    }

    @Test
    void shouldResetToWhatThePreviewShows() throws Exception {
        // Given
        String config = config("orders");
        CLUSTER.produce("orders", "first", "second", "third");
        TopicPartition partition = new TopicPartition("orders", 0);
        admin.alterConsumerGroupOffsets("mill-orders", Map.of(partition, new OffsetAndMetadata(2)))
                .all()
                .get();

        // When
        Result preview = CommandRun.of("reset", "--to-earliest", "-c", config);

        // Then
        assertThat(preview.exitCode()).as(preview.err()).isZero();
        assertThat(preview.out())
                .containsPattern("orders-0 +2 -> 0 +\\(ends at 3\\)")
                .contains("application mill-orders: 2 records would be computed again, 0 left out");
        assertThat(preview.err()).contains("nothing was changed");
        assertThat(committedOffset("mill-orders", partition)).isEqualTo(2);

        // When
        Result done = CommandRun.of("reset", "--to-earliest", "--execute", "-c", config);

        // Then
        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(committedOffset("mill-orders", partition)).isZero();
        assertThat(CommandRun.of("reset", "--shift-by", "2", "--execute", "-c", config)
                        .exitCode())
                .isZero();
        assertThat(committedOffset("mill-orders", partition)).isEqualTo(2);
        assertThat(CommandRun.of("reset", "--to-datetime", "2020-01-01", "--execute", "-c", config)
                        .exitCode())
                .isZero();
        assertThat(committedOffset("mill-orders", partition)).isZero();
        assertThat(CommandRun.of("reset", "-c", config).exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("reset", "--to-latest", "--to-earliest", "-c", config)
                        .exitCode())
                .isEqualTo(2);
        assertThat(CommandRun.of("reset", "--to-latest", "--application", "nobody", "-c", config)
                        .exitCode())
                .isEqualTo(2);
    }
}
