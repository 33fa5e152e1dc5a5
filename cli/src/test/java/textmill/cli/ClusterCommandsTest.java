package textmill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Style;
import textmill.cli.console.Terminal;

/** {@code topics}, {@code acls} and {@code status} on a real cluster. */
@Timeout(300)
class ClusterCommandsTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @RegisterExtension
    private static final SharedCluster CLUSTER = new SharedCluster();

    private final Path directory;

    ClusterCommandsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldCreateTopicsWithTheAdministratorsProperties() throws Exception {
        // Given a configuration by which no broker is found
        Path login = Files.writeString(
                directory.resolve("admin.properties"), "bootstrap.servers=" + CLUSTER.bootstrapServers() + "\n");

        // When
        Result made = CommandRun.of(
                "topics", "-c", ManifestsTest.offline(directory), "--create", "--command-config", login.toString());

        // Then
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.out()).contains("created   My_Texts  ", "created   My_Texts.labels  ");

        // And one with keys of a configuration is none
        Files.writeString(login, "kafka.security.protocol=SSL\n");
        Result refused = CommandRun.of(
                "topics", "-c", ManifestsTest.offline(directory), "--create", "--command-config", login.toString());
        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err()).contains("kafka.security.protocol", "write security.protocol");
    }

    /** What only prints logs in nowhere, or with a login of its own. */
    @Test
    void shouldPrintWithoutAPasswordThatIsNotThere() throws Exception {
        // Given
        String config = ManifestsTest.offline(directory);
        String missing = "${TEXTMILL_TEST_NOBODY_SETS_THIS}";
        Files.writeString(Path.of(config), Files.readString(Path.of(config)).replace("secret", missing));
        Path login = Files.writeString(
                directory.resolve("admin.properties"), "bootstrap.servers=" + CLUSTER.bootstrapServers() + "\n");

        // Then
        for (List<String> command : List.of(
                List.of("topics"),
                List.of("topics", "--create", "--command-config", login.toString()),
                List.of("acls"),
                List.of("acls", "--create", "--command-config", login.toString()),
                List.of("topology"))) {
            Result result =
                    CommandRun.of(Stream.concat(command.stream(), Stream.of("-c", config, "-s", "input.topic=unset"))
                            .toArray(String[]::new));
            assertThat(result.exitCode()).as("%s %s", command, result.err()).isZero();
        }
        assertThat(CommandRun.of("acls", "-c", config).out()).contains("--allow-principal User:ann ");

        // And a command that needs it names the line in which it stands, once
        Result refused = CommandRun.of("acls", "--create", "-c", config);
        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.err().lines())
                .singleElement()
                .asString()
                .contains("kafka.sasl.jaas.config (" + config + ":8): the environment has no variable");

        // And a user that is not known is not made up
        Files.writeString(Path.of(config), Files.readString(Path.of(config)).replace("\"ann\"", "\"" + missing + "\""));
        assertThat(CommandRun.of("acls", "-c", config).err()).contains("replace User:NAME");
        assertThat(CommandRun.of("acls", "--create", "-c", config, "--command-config", login.toString())
                        .err())
                .contains("--principal: expected who gets the rights");
    }

    @Test
    void shouldNotBeginWithAnotherApplicationOnceItIsToStop() throws Exception {
        // Given two applications with a past, and a signal that came while the models were read
        CLUSTER.createTopics(1, Map.of(), "past-a", "past-b");
        Path config = Files.writeString(directory.resolve("past.properties"), """
                bootstrap.servers=%s
                schema.registry.url=%s
                pipeline.a.application.id=past-a
                pipeline.a.input.topic=past-a
                pipeline.a.task.vectors.model=%s
                pipeline.b.application.id=past-b
                pipeline.b.input.topic=past-b
                pipeline.b.task.vectors.model=%s
                """.formatted(
                        CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), TinyModels.EMBEDDING, TinyModels.EMBEDDING));
        StopSignal stop = StopSignal.manual();
        stop.stop();
        ByteArrayOutputStream notes = new ByteArrayOutputStream();

        // When
        int code = TextmillCommand.execute(
                new Terminal(OutputStream.nullOutputStream(), notes, Style.PLAIN, 100),
                stop,
                "reembed",
                "-c",
                config.toString(),
                "--suffix",
                ".v2",
                "--create-topics");

        // Then nothing was begun
        assertThat(code).as(notes.toString(UTF_8)).isEqualTo(130);
        assertThat(notes.toString(UTF_8)).contains("textmill reembed: stopped before past-a; the same command goes on");
        try (Admin admin = Admin.create(CLUSTER.kafka())) {
            for (String group : List.of("past-a-reembed.v2", "past-b-reembed.v2")) {
                assertThat(admin.listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get())
                        .isEmpty();
            }
        }
    }

    @Test
    void shouldCreateTopicsLikeTheirInputAndTellHowFarTheApplicationIs() throws Exception {
        // Given
        CLUSTER.createTopics(3, Map.of(), "tickets");
        int port = lowPort();
        String config = Files.writeString(directory.resolve("b.properties"), """
                bootstrap.servers=%s
                schema.registry.url=%s
                application.id=mill
                input.topic=tickets
                task.vectors.model=%s
                http.port=%d
                """.formatted(
                                CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), TinyModels.EMBEDDING, port))
                .toString();

        // When
        Result created = CommandRun.of("topics", "--create", "-c", config);

        // Then
        assertThat(created.out().lines())
                .containsExactly(
                        "there     tickets  3 partitions, texts",
                        "created   tickets.vectors  3 partitions, results of task vectors",
                        "created   tickets.dead-letters  3 partitions, dead letters");
        assertThat(CommandRun.of("topics", "--create", "-c", config).out()).doesNotContain("created");
        try (Admin admin = Admin.create(CLUSTER.kafka())) {
            // The controller knows it before the broker does.
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "tickets.dead-letters");
            await().atMost(LONG).ignoreExceptions().until(() -> {
                Config made = Objects.requireNonNull(
                        admin.describeConfigs(List.of(topic)).all().get().get(topic));
                return made.get("cleanup.policy").value().equals("delete");
            });
        }

        // And nobody works yet
        CLUSTER.produce("tickets", "one", "two");
        JsonNode idle = status(config).get(0);
        assertThat(idle.path("state").asText()).isEqualTo("unknown");
        assertThat(idle.path("lag_records").asInt()).isEqualTo(2);
        assertThat(status(config).get(1).path("ready").asText()).isEqualTo("no answer");

        // When somebody works
        CommandRun service = CommandRun.start("run", "-c", config);

        // Then, sooner or later: whoever stands still for seconds gives no answer meanwhile
        await().atMost(LONG).untilAsserted(() -> shouldBeThrough(config, port));
        assertThat(service.stop().result().exitCode()).isZero();
    }

    private static void shouldBeThrough(String config, int port) throws IOException {
        JsonNode busy = status(config).get(0);
        assertThat(busy.path("state").asText()).isEqualTo("stable");
        assertThat(busy.path("members")).hasSize(1);
        assertThat(busy.path("lag_records").asInt()).isZero();
        assertThat(busy.path("partitions")).hasSize(3).allSatisfy(partition -> assertThat(
                        partition.path("owner").asText())
                .isEqualTo(busy.path("members").get(0).asText()));
        assertThat(CommandRun.of("status", "-c", config).out())
                .startsWith("mill  stable, 1 member, 0 records behind\n")
                .containsPattern("  tickets-0 +committed ")
                .contains("http://127.0.0.1:" + port + "  ready\n");
    }

    /** A free port below those that the system gives to whoever asks for any: it is bound later. */
    private static int lowPort() throws IOException {
        for (int port = 17_000 + (int) (ProcessHandle.current().pid() % 10_000); ; port++) {
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException e) {
                // taken
            }
        }
    }

    private static List<JsonNode> status(String config) throws IOException {
        Result result = CommandRun.of("status", "--json", "-c", config);
        assertThat(result.exitCode()).as(result.err()).isZero();
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : result.out().lines().toList()) {
            nodes.add(new ObjectMapper().readTree(line));
        }
        return nodes;
    }
}
