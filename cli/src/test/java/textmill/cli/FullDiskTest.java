package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.cli.CommandRun.Result;

/** Output that cannot be written, which must not look like a reader that has seen enough. */
@Timeout(240)
class FullDiskTest {
    private final Path directory;

    FullDiskTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static Stream<List<String>> commands() {
        List<String> demo = new ArrayList<>(List.of("demo", "--exit", "--json", "--records", "3"));
        demo.addAll(TinyModels.demoOptions());
        return Stream.of(List.of("--help"), demo);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldEndWithAMessageWhereResultsCannotBeWritten(List<String> arguments) {
        // When
        Result result = CommandRun.start(failing(0, "No space left on device"), arguments.toArray(String[]::new))
                .result();

        // Then
        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err())
                .contains("textmill: cannot write to stdout: No space left on device")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldEndInferWhereTheDiskFillsUpHalfWay() {
        // When
        Result result = CommandRun.start(
                        failing(20_000, "No space left on device"), "infer", "-m", TinyModels.EMBEDDING, "-i", texts())
                .result();

        // Then
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("cannot write to stdout: No space left on device");
    }

    @Test
    void shouldEndInferQuietlyWhenItsReaderLeaves() {
        // When
        Result result = CommandRun.start(
                        failing(20_000, "Broken pipe"), "infer", "-m", TinyModels.EMBEDDING, "-i", texts())
                .result();

        // Then
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX) // the device that is always full
    void shouldTellAFullDeviceFromAPipeInAProcessOfItsOwn() throws Exception {
        assertThat(exitCode("> /dev/full", "infer", "-m", TinyModels.EMBEDDING, "-i", texts()))
                .isEqualTo(1);
        assertThat(exitCode("-o /dev/full", "infer", "-m", TinyModels.EMBEDDING, "-i", texts()))
                .isEqualTo(1);
        assertThat(exitCode(
                        "| head -n 1 > /dev/null; exit ${PIPESTATUS[0]}",
                        "infer",
                        "-m",
                        TinyModels.EMBEDDING,
                        "-i",
                        texts()))
                .isZero();
    }

    private int exitCode(String redirection, String... arguments) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> words = new ArrayList<>(List.of(java.toString(), "-Xmx200m", "textmill.cli.Main"));
        words.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder("bash", "-c", "'" + String.join("' '", words) + "' " + redirection);
        process.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Path log = directory.resolve("log.txt");
        Process started =
                process.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        assertThat(started.waitFor(100, TimeUnit.SECONDS)).isTrue();
        if (started.exitValue() != 0) {
            assertThat(Files.readString(log))
                    .contains("No space left on device")
                    .doesNotContain("\tat ");
        }
        return started.exitValue();
    }

    private String texts() {
        try {
            return Files.writeString(directory.resolve("texts.txt"), "a text\n".repeat(2000))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OutputStream failing(int after, String message) {
        return new OutputStream() {
            private long written;

            @Override
            public void write(int b) throws IOException {
                if (written++ >= after) {
                    throw new IOException(message);
                }
            }
        };
    }
}
