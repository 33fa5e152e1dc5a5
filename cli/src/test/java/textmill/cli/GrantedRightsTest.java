package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.tools.AclCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.embedded.SecuredBroker;

/** {@code acls --create}, what {@code acls} prints, and what {@code produce} and {@code tail} say without rights. */
@Timeout(300)
class GrantedRightsTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static SecuredBroker broker;

    private final Path directory;

    GrantedRightsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void start() {
        broker = SecuredBroker.start(EmbeddedBrokerConfig.temporary());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldGrantWhatIsMissingAndSayWhatWasThere() throws Exception {
        // When
        Result first = acls("made", "--create", "--command-config", administrator());

        // Then
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out().lines())
                .containsExactly(
                        "created   READ topic made  User:alice",
                        "created   WRITE topic made.dead-letters  User:alice",
                        "created   WRITE topic made.vectors  User:alice",
                        "created   READ group made  User:alice",
                        "created   WRITE transactional ids that begin with made-  User:alice",
                        "created   DESCRIBE_CONFIGS topic made  User:alice",
                        "created   DESCRIBE_CONFIGS topic made.dead-letters  User:alice",
                        "created   DESCRIBE_CONFIGS topic made.vectors  User:alice");

        // And what is there stays, and what was taken away comes back
        broker.deny(List.of(SecuredBroker.right(AclOperation.READ, ResourceType.GROUP, "made", PatternType.LITERAL)));
        assertThat(acls("made", "--create", "--command-config", administrator())
                        .out()
                        .lines())
                .hasSize(8)
                .filteredOn(line -> !line.startsWith("there     "))
                .containsExactly("created   READ group made  User:alice");
    }

    @Test
    void shouldSayInOneLineThatALoginMayGrantNothing() throws Exception {
        Result refused = acls("refused", "--create");

        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err().lines())
                .singleElement()
                .asString()
                .startsWith("textmill: rights of User:alice cannot be created: this login has no right to")
                .contains("--command-config FILE");
        assertThat(acls("refused", "--principal", "alice").err()).contains("--principal: expected TYPE:NAME");
    }

    @Test
    void shouldPrintCallsThatKafkasOwnToolTakesAndThatGrantTheSame() throws Exception {
        // Given
        assertThat(acls("same", "--create", "--command-config", administrator()).exitCode())
                .isZero();
        Set<String> made = rights("alice", "same");

        // When
        List<String> printed = acls("same", "--principal", "User:bob", "--command-config", administrator())
                .out()
                .lines()
                .toList();
        Exit.setExitProcedure((code, message) -> {
            throw new IllegalStateException("kafka-acls ended with " + code + ": " + message);
        });
        try {
            for (String line : printed) {
                String[] words = line.split(" ", -1);
                assertThat(words[0]).isEqualTo("kafka-acls.sh");
                AclCommand.main(Arrays.copyOfRange(words, 1, words.length));
            }
        } finally {
            Exit.resetExitProcedure();
        }

        // Then
        assertThat(printed).hasSize(4);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(rights("bob", "same")).isEqualTo(made));
        assertThat(made).hasSize(8);
    }

    @Test
    void shouldSayWhichRightProduceAndTailLack() throws Exception {
        // Given
        broker.createTopics("closed", "closed.dead-letters", "closed.vectors");
        String advice = ": have it granted, for example by textmill acls --create --for clients --principal User:alice"
                + " --config textmill.properties --command-config admin.properties";

        // Then nothing at all is allowed
        denied("No right to WRITE topic closed for User:alice" + advice, "produce", "-f", "string", "a text");
        denied("No right to READ topic closed for User:alice" + advice, "tail", "closed");
        denied("No right to READ topic closed.dead-letters for User:alice" + advice, "dead-letters");

        // And who may see a topic may not use it yet
        allow(AclOperation.DESCRIBE, "closed");
        denied("No right to WRITE topic closed for User:alice" + advice, "produce", "-f", "string", "a text");
        denied("No right to READ topic closed for User:alice" + advice, "tail", "--from-beginning", "closed");

        // And with what is advised both work
        assertThat(acls(
                                "closed",
                                "--create",
                                "--for",
                                "clients",
                                "--principal",
                                "User:alice",
                                "--command-config",
                                administrator())
                        .exitCode())
                .isZero();
        assertThat(asAlice("produce", "-f", "string", "a text").err()).isEqualTo("closed-0@0  a text\n");
        assertThat(asAlice("tail", "--from-beginning", "-n", "1", "closed").out())
                .startsWith("closed-0@0  ");

        // And a replay needs a group
        Result replay = asAlice("dead-letters", "--replay");
        assertThat(replay.exitCode()).isEqualTo(78);
        assertThat(replay.err())
                .contains(
                        "No right to READ group textmill-dead-letters-replay for User:alice: have it granted",
                        "--operation Read --group textmill-dead-letters-replay");
    }

    private void denied(String line, String... command) throws IOException {
        Result result = asAlice(command);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(78);
        assertThat(result.err().lines().filter(said -> said.startsWith("textmill: ")))
                .containsExactly("textmill: " + line);
    }

    private static void allow(AclOperation operation, String topic) {
        broker.allow(List.of(SecuredBroker.right(operation, ResourceType.TOPIC, topic, PatternType.LITERAL)));
    }

    private Result asAlice(String... command) throws IOException {
        Stream<String> connection =
                Stream.of("-c", config("closed"), "--client-config", login("alice", broker.login()));
        return CommandRun.of(Stream.concat(Stream.of(command), connection).toArray(String[]::new));
    }

    private Result acls(String name, String... options) throws IOException {
        return CommandRun.of(Stream.concat(Stream.of("acls", "-c", config(name)), Stream.of(options))
                .toArray(String[]::new));
    }

    private String administrator() throws IOException {
        return login("admin", broker.administrator());
    }

    private String login(String name, Map<String, String> settings) throws IOException {
        return Files.write(directory.resolve(name + ".properties"), lines("", settings))
                .toString();
    }

    private String config(String name) throws IOException {
        List<String> lines = lines("kafka.", broker.login());
        return Files.write(
                        directory.resolve("textmill.properties"),
                        Stream.concat(
                                        lines.stream(),
                                        Stream.of(
                                                "bootstrap.servers=" + broker.bootstrapServers(),
                                                "schema.registry.url=http://127.0.0.1:1",
                                                "application.id=" + name,
                                                "input.topic=" + name,
                                                "task.vectors.model=any"))
                                .toList())
                .toString();
    }

    private static List<String> lines(String prefix, Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> prefix + setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    /** Of what a user may do, that which is about names that begin with a word, without the user's name. */
    private static Set<String> rights(String user, String name) throws Exception {
        Map<String, Object> settings = new HashMap<>(broker.administrator());
        settings.put("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            return admin
                    .describeAcls(new AclBindingFilter(
                            ResourcePatternFilter.ANY,
                            new AccessControlEntryFilter(
                                    "User:" + user, null, AclOperation.ANY, AclPermissionType.ANY)))
                    .values()
                    .get()
                    .stream()
                    .filter(right -> right.pattern().name().startsWith(name))
                    .map(right -> right.pattern() + " " + right.entry().operation() + " "
                            + right.entry().permissionType() + " "
                            + right.entry().host())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
