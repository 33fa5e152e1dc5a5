package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.cli.CommandRun.Result;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;

/** Addresses where nothing listens. */
@Timeout(120)
class UnreachableTest {
    private final Path directory;
    private final Closed closed;

    UnreachableTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.closed = Closed.hold();
    }

    @AfterEach
    void release() throws IOException {
        closed.close();
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                command(
                        "produce",
                        (address, client) -> List.of("produce", "-b", address, "--client-config", client, "a")),
                command("tail", (address, client) -> List.of("tail", "-b", address, "--client-config", client)),
                command("list", (address, client) -> List.of("dead-letters", "-b", address, "--client-config", client)),
                command(
                        "replay",
                        (address, client) ->
                                List.of("dead-letters", "--replay", "-b", address, "--client-config", client)),
                command(
                        "run",
                        (address, client) -> List.of("run", "-c", client, "-s", "bootstrap.servers=" + address)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void shouldEndAlikeWhereNoBrokerAnswers(String name, BiFunction<String, String, List<String>> arguments)
            throws IOException {
        // Given
        String address = closed.address();
        String settings = name.equals("run")
                ? "schema.registry.url=http://127.0.0.1:1\nstart.timeout.ms=1000\ntask.embeddings.model="
                        + TinyModels.EMBEDDING.replace("\\", "/")
                : "request.timeout.ms=1000\ndefault.api.timeout.ms=1000";
        Path file = Files.writeString(directory.resolve("a.properties"), settings + "\n");

        // When
        Result result = CommandRun.of(arguments.apply(address, file.toString()).toArray(String[]::new));

        // Then
        assertThat(result.exitCode()).as(result.err()).isEqualTo(78);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines().filter(line -> line.startsWith("textmill: ")))
                .singleElement()
                .asString()
                .contains("bootstrap", address, "no connection to the brokers");
        assertThat(result.err()).doesNotContain("\tat ");
    }

    @Test
    void shouldEndTheSameWayWhereNoRegistryAnswers() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary())) {
            // Given
            broker.createTopics(1, Map.of(), "texts");
            String registry = "http://" + closed.address();

            // When
            Result result = CommandRun.of("produce", "-b", broker.bootstrapServers(), "-r", registry, "a");

            // Then
            assertThat(result.exitCode()).as(result.err()).isEqualTo(78);
            assertThat(result.err()).contains("the schema registry does not answer", registry);
        }
    }

    @Test
    void shouldAskWhetherASilentListenerWantsTls() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            // Given
            String address = "127.0.0.1:" + silent.getLocalPort();
            Path file = Files.writeString(
                    directory.resolve("a.properties"), "request.timeout.ms=1000\ndefault.api.timeout.ms=1000\n");

            // When
            Result result = CommandRun.of("tail", "-b", address, "--client-config", file.toString());

            // Then
            assertThat(result.exitCode()).as(result.err()).isEqualTo(78);
            assertThat(result.err().lines().filter(line -> line.startsWith("textmill: ")))
                    .singleElement()
                    .asString()
                    .contains("no connection to the brokers", "Does it want TLS? Then set security.protocol = SSL, or");
        }
    }

    @Test
    void shouldStopWhileItStillWaitsForBrokers() throws IOException {
        // Given a start that waits for brokers for longer than this test may last
        Path file = Files.writeString(
                directory.resolve("a.properties"),
                "schema.registry.url=http://127.0.0.1:1\nstart.timeout.ms=600000\ntask.embeddings.model="
                        + TinyModels.EMBEDDING.replace("\\", "/") + "\n");
        CommandRun run = CommandRun.start("run", "-c", file.toString(), "-s", "bootstrap.servers=" + closed.address());
        await().atMost(Duration.ofMinutes(1)).until(UnreachableTest::startWaitsForBrokers);

        // When
        Result result = run.stop().result();

        // Then this is not a mistake in the configuration
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).doesNotContain("no connection");
        await().atMost(Duration.ofMinutes(1)).until(UnreachableTest::noClientIsLeft);
    }

    private static boolean noClientIsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().endsWith("textmill-start"));
    }

    /** The thread by its name: whatever other tests have left behind may wait for theirs. */
    private static boolean startWaitsForBrokers() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("textmill-start"))
                .flatMap(thread -> Stream.of(thread.getValue()))
                .anyMatch(
                        frame -> frame.getClassName().startsWith("org.apache.kafka.common.internals.KafkaFutureImpl"));
    }

    @Test
    void shouldExplainTheExitCodes() {
        for (String[] arguments : new String[][] {{"--help"}, {"produce", "--help"}}) {
            assertThat(CommandRun.of(arguments).out().replaceAll("\\s+", " "))
                    .contains("Exit codes:", "78 The configuration", "nothing answers at the address of the brokers");
        }
    }

    private static Arguments command(String name, BiFunction<String, String, List<String>> arguments) {
        return Arguments.of(name, arguments);
    }

    /** Where nobody listens, and nobody else can begin to. */
    private record Closed(Socket holder) implements AutoCloseable {
        static Closed hold() throws IOException {
            Socket holder = new Socket();
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return new Closed(holder);
        }

        String address() {
            return "127.0.0.1:" + holder.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            holder.close();
        }
    }
}
