package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;

/** The demo on a real broker, with models that compute nonsense quickly. */
@Timeout(300)
class DemoTest {
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Path directory;

    DemoTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldSumUpTheSampleAsOneJsonObject() throws IOException {
        // When
        Result result = demo("--exit", "--json", "--records", "40").result();

        // Then
        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines()).hasSize(1);
        JsonNode summary = new ObjectMapper().readTree(result.out());
        assertThat(summary.fieldNames())
                .toIterable()
                .containsExactly(
                        "records",
                        "embeddings",
                        "classifications",
                        "replacedTokenScores",
                        "deadLetters",
                        "seconds",
                        "textsPerSecond",
                        "latencyMs",
                        "paddingRatio",
                        "device");
        assertThat(summary.path("latencyMs").fieldNames()).toIterable().containsExactly("p50", "p95", "p99");
        assertThat(counts(summary)).containsExactly(40, 40, 40, 40, 0);
        assertThat(summary.path("device").asText()).isEqualTo("cpu");
    }

    @Test
    void shouldMeasureTheLastTextsUnderAnOpenLoad() throws IOException {
        // When
        Result result = demo("--exit", "--json", "--records", "300").result();

        // Then
        assertThat(result.exitCode()).isZero();
        JsonNode summary = new ObjectMapper().readTree(result.out());
        assertThat(counts(summary)).containsExactly(300, 300, 300, 300, 0);
        JsonNode openLoad = summary.path("openLoad");
        assertThat(openLoad.path("texts").asInt()).isEqualTo(96);
        assertThat(openLoad.path("textsPerSecond").asDouble())
                .isCloseTo(0.6 * summary.path("textsPerSecond").asDouble(), within(0.1));
        assertThat(openLoad.path("latencyMs").fieldNames()).toIterable().containsExactly("p50", "p95", "p99");
        assertThat(openLoad.path("latencyMs").path("p99").asInt()).isPositive();
    }

    @Test
    void shouldGiveEveryLineOfAFileItsResults() throws IOException {
        // Given: empty lines, twins, other scripts, a lone CR, a long line, no line end at the end
        String lines = "a text\n\n \na text\n日本語 😀 e\u0301\none\rtwo\n" + "word ".repeat(3000) + "\nlast";
        Path file = Files.writeString(directory.resolve("lines.txt"), lines);

        // When
        Result result = demo("--exit", "--json", "--input", file.toString()).result();

        // Then
        assertThat(result.exitCode()).isZero();
        assertThat(counts(new ObjectMapper().readTree(result.out()))).containsExactly(8, 8, 8, 8, 0);
    }

    @Test
    void shouldShowTextsOfOthersUntilItIsStopped() throws IOException {
        // Given, and somebody else has the usual port of the console
        CommandRun demo = waitingBesideAnother("--records", "5");
        assertThat(demo.err())
                .containsPattern("to look at it in a browser: http://127.0.0.1:\\d+/console/"
                        + " \\(another program has port 8099\\)")
                .doesNotContain("http://127.0.0.1:8099/");
        assertThat(demo.out()).contains("intent", "5 texts in", "dead letters               0");

        // When: a text from another process
        String brokers = found("Kafka at (\\S+),", demo.err());
        String registry = found("schema registry at (\\S+)", demo.err());
        String[] connection = {"-b", brokers, "-r", registry};
        assertThat(run(connection, "produce", "a text of my own").err()).matches("texts-\\d@\\d+  a text of my own\n");

        // Then: brackets surround what the model dislikes
        await().atMost(LONG).until(() -> demo.out().replaceAll("[\\[\\]]", "").contains("    6  a text of my own"));
        Result tail = run(connection, "tail", "--from-beginning", "-n", "18");
        assertThat(tail.out().lines())
                .hasSize(18)
                .allMatch(line -> line.matches("\\d@\\d+ +(embedding|classification|replaced-tokens) .*"));
        assertThat(run(connection, "tail", "--from-beginning", "--json", "-n", "6", "texts.embeddings")
                        .out()
                        .lines())
                .hasSize(6)
                .allMatch(line -> line.startsWith("{\"topic\":\"texts.embeddings\",\"partition\":"))
                .allMatch(line -> line.contains("\"source_topic\": \"texts\""));
        assertThat(run(connection, "dead-letters").err()).isEqualTo("0 dead letters in topic texts.dead-letters\n");

        // And
        assertThat(demo.stop().result().exitCode()).isZero();
    }

    /** A demo that has shown everything and waits, whose usual port was taken when it began. */
    private static CommandRun waitingBesideAnother(String... options) throws IOException {
        try (ServerSocket other = taken(8_099)) {
            CommandRun demo = demo(options);
            await().atMost(LONG).until(() -> demo.err().contains("Ctrl-C") || demo.ended());
            assertThat(other.isClosed()).isFalse();
            return demo;
        }
    }

    /** A socket at a port, unless somebody has one there already. */
    private static ServerSocket taken(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (BindException e) {
            // Just as well.
        }
        return socket;
    }

    private static CommandRun demo(String... options) {
        List<String> arguments = new ArrayList<>(List.of("demo"));
        arguments.addAll(TinyModels.demoOptions());
        arguments.addAll(List.of(options));
        return CommandRun.start(arguments.toArray(String[]::new));
    }

    private static Result run(String[] connection, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of(connection));
        Result result = CommandRun.of(all.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }

    private static List<Integer> counts(JsonNode summary) {
        return List.of(
                summary.path("records").asInt(),
                summary.path("embeddings").asInt(),
                summary.path("classifications").asInt(),
                summary.path("replacedTokenScores").asInt(),
                summary.path("deadLetters").asInt());
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
