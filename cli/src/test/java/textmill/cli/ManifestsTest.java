package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import textmill.cli.CommandRun.Result;

/** What {@code topics}, {@code acls} and {@code topology} print of a configuration, without a cluster. */
class ManifestsTest {
    private final Path directory;

    ManifestsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldPrintWhatCreatesTheTopics() throws IOException {
        String config = offline(directory);

        Result kafka = CommandRun.of("topics", "-c", config, "--partitions", "12", "--replication-factor", "3");
        assertThat(kafka.out().lines())
                .containsExactly(
                        "kafka-topics.sh --bootstrap-server a:1,b:1 --create --if-not-exists --topic My_Texts"
                                + " --partitions 12 --replication-factor 3",
                        "kafka-topics.sh --bootstrap-server a:1,b:1 --create --if-not-exists --topic My_Texts.labels"
                                + " --partitions 12 --replication-factor 3",
                        "kafka-topics.sh --bootstrap-server a:1,b:1 --create --if-not-exists --topic vectors"
                                + " --partitions 12 --replication-factor 3",
                        "kafka-topics.sh --bootstrap-server a:1,b:1 --create --if-not-exists --topic"
                                + " My_Texts.dead-letters --partitions 12 --replication-factor 3 --config"
                                + " cleanup.policy=delete");

        Result strimzi = CommandRun.of("topics", "-c", config, "--format", "strimzi", "--strimzi-cluster", "mine");
        assertThat(strimzi.out()).contains("""
                ---
                apiVersion: kafka.strimzi.io/v1
                kind: KafkaTopic
                metadata:
                  name: my-texts.dead-letters
                  labels:
                    strimzi.io/cluster: mine
                spec:
                  topicName: "My_Texts.dead-letters"
                  partitions: 6
                  config:
                    cleanup.policy: "delete"
                """);
        assertThat(strimzi.err()).contains("6 partitions each", "--partitions N");
        assertThat(CommandRun.of("topics", "-c", config, "--partitions", "0").exitCode())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "topics --create --format strimzi,expected --create or --format strimzi",
        "acls --create --format strimzi,expected --create or --format strimzi",
        "topics --strimzi-cluster mine,--strimzi-cluster goes with --format strimzi",
        "acls --strimzi-cluster mine,--strimzi-cluster goes with --format strimzi",
        "topics --format strimzi --command-config a.properties,--command-config goes with --create or --format kafka",
        "acls --format strimzi --command-config a.properties,--command-config goes with --create or --format kafka",
    })
    void shouldRefuseOptionsThatWouldHaveNoEffect(String command, String expected) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        arguments.addAll(List.of("-c", offline(directory)));

        Result refused = CommandRun.of(arguments.toArray(String[]::new));

        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains(expected);
    }

    @Test
    void shouldPrintExactlyTheRightsThatAreNeeded() throws IOException {
        String config = offline(directory);

        Result kafka = CommandRun.of("acls", "-c", config, "--command-config", "admin.properties");
        String tool = "kafka-acls.sh --bootstrap-server a:1,b:1 --command-config admin.properties --add"
                + " --allow-principal User:ann --operation ";
        assertThat(kafka.out().lines())
                .containsExactly(
                        tool + "Read --topic My_Texts --group mill",
                        tool + "Write --topic My_Texts.dead-letters --topic My_Texts.labels --topic vectors",
                        tool + "Write --resource-pattern-type prefixed --transactional-id mill-",
                        tool + "DescribeConfigs --topic My_Texts --topic My_Texts.dead-letters --topic My_Texts.labels"
                                + " --topic vectors");
        assertThat(kafka.out() + kafka.err()).doesNotContain("secret");
        assertThat(CommandRun.of("acls", "-c", config, "--for", "clients", "--principal", "User:bea")
                        .out()
                        .lines())
                .containsExactly(
                        "kafka-acls.sh --bootstrap-server a:1,b:1 --add --allow-principal User:bea --operation Write"
                                + " --topic My_Texts",
                        "kafka-acls.sh --bootstrap-server a:1,b:1 --add --allow-principal User:bea --operation Read"
                                + " --topic My_Texts --topic My_Texts.dead-letters --topic My_Texts.labels --topic vectors");

        Result strimzi = CommandRun.of("acls", "-c", config, "--format", "strimzi", "--principal", "User:Mill_1");
        assertThat(strimzi.out())
                .contains("kind: KafkaUser\nmetadata:\n  name: mill-1\n")
                .contains("""
                              - resource:
                                  type: topic
                                  name: "My_Texts"
                                  patternType: literal
                                operations:
                                  - Read
                                  - DescribeConfigs
                        """)
                .contains("""
                                  type: transactionalId
                                  name: "mill-"
                                  patternType: prefix
                                operations:
                                  - Write
                        """);
    }

    @Test
    void shouldDrawTheTopology() throws IOException {
        String config = offline(directory);

        assertThat(CommandRun.of("topology", "-c", config).out()).isEqualTo("""
                application mill
                  the pipeline reads My_Texts
                    task labels (one)      -> My_Texts.labels
                    task vectors (second)  -> vectors
                    what cannot be computed  -> My_Texts.dead-letters
                """);
        assertThat(CommandRun.of("topology", "--mermaid", "-c", config).out()).isEqualTo("""
                flowchart LR
                  subgraph n0["mill"]
                    n1{{"the pipeline"}}
                    n2["task labels (one)"]
                    n1 --> n2
                    n3["task vectors (second)"]
                    n1 --> n3
                  end
                  n4[("My_Texts")] --> n1
                  n2 --> n5[("My_Texts.labels")]
                  n3 --> n6[("vectors")]
                  n1 -. cannot be computed .-> n7[("My_Texts.dead-letters")]
                """);
    }

    /** A configuration by which nothing is found. */
    static String offline(Path directory) throws IOException {
        return Files.writeString(directory.resolve("a.properties"), """
                bootstrap.servers=a:1,b:1
                schema.registry.url=http://127.0.0.1:1
                application.id=mill
                input.topic=My_Texts
                task.labels.model=one
                task.vectors.model=second
                task.vectors.topic=vectors
                kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
                username="ann" password="secret";
                """).toString();
    }
}
