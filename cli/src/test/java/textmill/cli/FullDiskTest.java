package textmill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.cli.CommandRun.Result;
import textmill.embedded.EmbeddedBroker;
import textmill.embedded.EmbeddedBrokerConfig;
import textmill.topology.deadletter.ErrorHeaders;

/** Output that cannot be written, which must not look like a reader that has seen enough. */
@Timeout(240)
class FullDiskTest {
    private static EmbeddedBroker broker;

    private final Path directory;

    FullDiskTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static Stream<List<String>> commands() {
        List<String> demo = new ArrayList<>(List.of("demo", "--exit", "--json", "--records", "3"));
        demo.addAll(TinyModels.demoOptions());
        return Stream.of(List.of("--help"), List.of("--version"), List.of("model", TinyModels.EMBEDDING), demo);
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

    /** Every command that reads a topic and prints it. */
    static Stream<List<String>> readers() {
        return Stream.of(
                List.of("tail", "--from-beginning", "-n", "2000", "full"),
                List.of("tail", "--from-beginning", "-n", "2000", "--json", "full"),
                List.of("dead-letters", "-t", "full"),
                List.of("dead-letters", "-t", "full", "--json"),
                List.of("dead-letters", "-t", "full", "--replay", "--dry-run"));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void shouldEndReadersOfTopicsWhereTheDiskFillsUpHalfWay(List<String> command) {
        // When
        Result full = CommandRun.start(failing(20_000, "No space left on device"), withBroker(command))
                .result();
        Result left = CommandRun.start(failing(20_000, "Broken pipe"), withBroker(command))
                .result();

        // Then
        assertThat(full.exitCode()).as(full.err()).isEqualTo(1);
        assertThat(full.err())
                .contains("textmill: cannot write to stdout: No space left on device")
                .doesNotContain("\tat ");
        assertThat(left.exitCode()).as(left.err()).isZero();
        assertThat(left.err()).doesNotContain("cannot write");
    }

    private static String[] withBroker(List<String> command) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("-b", broker.bootstrapServers()));
        return words.toArray(String[]::new);
    }

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start(EmbeddedBrokerConfig.temporary());
        broker.createTopics(1, Map.of(), "full", "origin");
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            Future<RecordMetadata> last = null;
            for (int i = 0; i < 2_000; i++) {
                ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>("full", null);
                letter.headers().add(ErrorHeaders.REASON, "truncated".getBytes(UTF_8));
                letter.headers().add(ErrorHeaders.TOPIC, "origin".getBytes(UTF_8));
                letter.headers().add(ErrorHeaders.PARTITION, "0".getBytes(UTF_8));
                letter.headers().add(ErrorHeaders.OFFSET, "7".getBytes(UTF_8));
                last = producer.send(letter);
            }
            Objects.requireNonNull(last).get();
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    static Stream<List<String>> everyCommand() {
        return CommandRun.commands().map(command -> List.of(command, "--help"));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void shouldSayOfEveryCommandThatItsHelpCannotBeWritten(List<String> arguments) {
        Result result = CommandRun.start(failing(0, "No space left on device"), arguments.toArray(String[]::new))
                .result();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("textmill: cannot write to stdout: No space left on device");
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
