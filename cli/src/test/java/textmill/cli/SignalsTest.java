package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only a process of its own has: exit codes of signals, a terminal, the variables of the environment. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class SignalsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** More than the quickest machine computes before the first line of progress is due. */
    private static final int TEXTS = 40_000;

    private final Path directory;

    SignalsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "textmill.cli.Main"));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        // Whatever the caller has set, that of Java is announced on stderr.
        builder.environment()
                .keySet()
                .removeAll(List.of(
                        "NO_COLOR",
                        "COLUMNS",
                        "TEXTMILL_STDOUT",
                        "TEXTMILL_STDERR",
                        "JAVA_TOOL_OPTIONS",
                        "JDK_JAVA_OPTIONS",
                        "_JAVA_OPTIONS"));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String out() throws IOException {
        return Files.readString(directory.resolve("out"));
    }

    private String err() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void shouldEndByASignalWithItsNumber(String signal, int code) throws Exception {
        assumeFalse(
                signal.equals("INT") && ignoresInterrupts(),
                "a shell that starts something in the background has it and its children ignore SIGINT");
        // Given texts that come one by one, of which one is done
        Process infer = start(Map.of(), "infer", "-m", TinyModels.EMBEDDING, "-i", "-");
        try {
            OutputStream in = infer.getOutputStream();
            in.write("a text\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
            await().atMost(LIMIT).until(() -> out().contains("\n") || !infer.isAlive());

            // When
            new ProcessBuilder("kill", "-" + signal, String.valueOf(infer.pid()))
                    .start()
                    .waitFor();

            // Then
            assertThat(infer.waitFor(100, TimeUnit.SECONDS)).isTrue();
            assertThat(infer.exitValue()).as(err()).isEqualTo(code);
            assertThat(out().lines()).hasSize(1);
            assertThat(err()).isEmpty();
        } finally {
            infer.destroyForcibly();
        }
    }

    /** Whether this process ignores SIGINT, the second signal of Linux's mask: its children then do too. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.isReadable(status)
                && Files.readAllLines(status, StandardCharsets.ISO_8859_1).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    @Test
    void shouldShowHowFarItIsWhereStderrIsATerminalAndKeepResultsClean() throws Exception {
        // Given
        Path texts = directory.resolve("texts.txt");
        Files.write(
                texts,
                IntStream.range(0, TEXTS)
                        .mapToObj(i -> "text " + i + " of many that take their time")
                        .toList());
        Path results = directory.resolve("results.jsonl");

        // When
        Process infer = start(
                Map.of("TEXTMILL_STDERR", "tty"),
                "infer",
                "-m",
                TinyModels.EMBEDDING,
                "-i",
                texts.toString(),
                "-o",
                results.toString());

        // Then
        assertThat(infer.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(infer.exitValue()).as(err()).isZero();
        assertThat(err())
                .containsPattern("\r[\\d,]+ texts  [\\d,]+/s  \\d+ %  .* left\u001b\\[K")
                .endsWith("\r\u001b[K");
        assertThat(out()).isEmpty();
        assertThat(Files.readAllLines(results)).hasSize(TEXTS);
    }

    @ParameterizedTest
    @CsvSource({"'', true", "1, false"})
    void shouldLeaveColoursOutWhereTheyAreNotWanted(String noColor, boolean colours) throws Exception {
        Process help = start(
                Map.of("TEXTMILL_STDOUT", "tty", "NO_COLOR", noColor),
                "demo",
                "--exit",
                "--records",
                "4",
                "--embedding-model",
                TinyModels.EMBEDDING,
                "--classification-model",
                TinyModels.CLASSIFICATION,
                "--replaced-tokens-model",
                TinyModels.REPLACED_TOKENS,
                "--port",
                "0",
                "--registry-port",
                "0");
        assertThat(help.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(help.exitValue()).as(err()).isZero();
        assertThat(out().contains("\u001b[")).isEqualTo(colours);
    }
}
