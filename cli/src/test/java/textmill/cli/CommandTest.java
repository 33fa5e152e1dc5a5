package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import textmill.cli.CommandRun.Result;

@Timeout(120)
class CommandTest {
    private final Path directory;

    CommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "infer", "produce", "tail", "dead-letters"})
    void shouldExplainEveryCommandOnStdout(String command) {
        // When
        Result result = CommandRun.of(command, "--help");

        // Then
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("Usage: textmill " + command).contains("--verbose");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void shouldListTheCommandsAndTellTheVersion() {
        assertThat(CommandRun.of("--help").out()).contains("demo", "run", "infer", "produce", "tail");
        assertThat(CommandRun.of("--version").out()).startsWith("textmill ");
    }

    /** Arguments are made from a directory of the test's own. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("no command", 2, "Missing command", d -> List.of()),
                mistake("unknown command", 2, "unknown command 'dmeo'; commands are demo,", d -> List.of("dmeo")),
                mistake("unknown option", 2, "--recrods", d -> List.of("demo", "--recrods", "3")),
                mistake("not a number", 2, "--records", d -> List.of("demo", "--records", "many")),
                mistake("no records", 2, "--records: expected 1 or more", d -> List.of("demo", "--records", "0")),
                mistake("not a port", 2, "--port: expected 0 to 65535", d -> List.of("demo", "--port", "70000")),
                mistake("demo without its input", 2, "no such file", d -> List.of("demo", "--input", d + "/no.txt")),
                mistake("demo of a directory", 2, "is a directory", d -> List.of("demo", "--input", d.toString())),
                mistake("demo on unknown device", 2, "--device", d -> List.of("demo", "--device", "abacus")),
                mistake(
                        "infer on a GPU that is not there",
                        78,
                        "device cuda:0: expected a device that ONNX Runtime can use, found that",
                        d -> List.of("infer", "-m", TinyModels.EMBEDDING, "-i", texts(d), "--device", "cuda")),
                mistake(
                        "run on a GPU that is not there",
                        78,
                        "device tensorrt:1: expected a device that ONNX Runtime can use, found that",
                        d -> List.of(
                                "run",
                                "-c",
                                config(
                                        d,
                                        "bootstrap.servers=127.0.0.1:1\nschema.registry.url=http://127.0.0.1:1\ndevice=tensorrt:1\ntask.embeddings.model="
                                                + TinyModels.EMBEDDING))),
                mistake("infer without a model", 2, "--model", d -> List.of("infer", "--input", "-")),
                mistake(
                        "unknown model",
                        78,
                        "did you mean all-minilm-l6-v2?",
                        d -> List.of("infer", "--model", "all-minilm-l6", "--input", texts(d))),
                mistake(
                        "missing model directory",
                        78,
                        "expected a model directory, found nothing",
                        d -> List.of("infer", "--model", d + "/nothing", "--input", texts(d))),
                mistake(
                        "a hub's name",
                        78,
                        "or hf://OWNER/NAME for a model of the hub",
                        d -> List.of("infer", "-m", "sentence-transformers/all-MiniLM-L6-v2", "-i", texts(d))),
                mistake(
                        "a file for a model",
                        78,
                        "expected a model directory, found a file",
                        d -> List.of("infer", "--model", texts(d), "--input", texts(d))),
                mistake(
                        "an empty model directory",
                        78,
                        "config.json",
                        d -> List.of("infer", "--model", d.toString(), "--input", texts(d))),
                mistake(
                        "unknown task",
                        2,
                        "--task: expected embedding, classification, ",
                        d -> List.of("infer", "-m", "all-minilm-l6-v2", "-i", texts(d), "--task", "sing")),
                mistake(
                        "a task that the model does not compute",
                        2,
                        "--task embedding: model " + TinyModels.REPLACED_TOKENS + " does not compute it",
                        d -> List.of("infer", "-m", TinyModels.REPLACED_TOKENS, "-i", texts(d), "--task", "embedding")),
                mistake(
                        "what such a model has, and what to do",
                        2,
                        "found ElectraForPreTraining; ask for the task that the model was made for",
                        d -> List.of("infer", "-m", TinyModels.REPLACED_TOKENS, "-i", texts(d), "--task", "embedding")),
                mistake(
                        "a pooling that there is not",
                        2,
                        "--pooling: expected cls, max, mean, mean-sqrt, weighted-mean, last-token or several with commas",
                        d -> List.of("infer", "-m", TinyModels.EMBEDDING, "-i", texts(d), "--pooling", "sum")),
                mistake(
                        "a model file that is not there",
                        78,
                        "model_fp16.onnx: expected an ONNX model, found no such file",
                        d -> List.of("model", TinyModels.EMBEDDING, "--model-file", "model_fp16.onnx")),
                mistake(
                        "a reference that is none",
                        2,
                        ", line 1: expected a JSON object with a string \"text\"",
                        d -> List.of("model", TinyModels.EMBEDDING, "--reference", texts(d))),
                mistake(
                        "infer without its input",
                        2,
                        "no such file",
                        d -> List.of("infer", "-m", "all-minilm-l6-v2", "-i", d + "/no.txt")),
                mistake(
                        "output nowhere",
                        2,
                        "/no/out.jsonl: there is no directory",
                        d -> List.of("infer", "-m", "all-minilm-l6-v2", "-i", texts(d), "-o", d + "/no/out.jsonl")),
                mistake(
                        "output to a directory",
                        2,
                        "is a directory, expected a file",
                        d -> List.of("infer", "-m", TinyModels.EMBEDDING, "-i", texts(d), "-o", d.toString())),
                mistake(
                        "output to the input",
                        2,
                        "input and output are the same file",
                        d -> List.of("infer", "-m", TinyModels.EMBEDDING, "-i", texts(d), "-o", texts(d))),
                mistake(
                        "an empty name for the input",
                        2,
                        "--input: expected a file",
                        d -> List.of("infer", "-m", TinyModels.EMBEDDING, "-i", "")),
                mistake(
                        "an empty name for the output",
                        2,
                        "--output: expected a file",
                        d -> List.of("infer", "-m", TinyModels.EMBEDDING, "-i", texts(d), "-o", "")),
                mistake(
                        "an empty name for the model",
                        2,
                        "the name of the model is empty",
                        d -> List.of("infer", "-m", "", "-i", texts(d))),
                mistake("run without a file", 2, "--config", d -> List.of("run")),
                mistake(
                        "missing config file",
                        2,
                        "no such file",
                        d -> List.of("run", "--config", d + "/no.properties")),
                mistake("a directory for a config", 78, "is a directory", d -> List.of("run", "-c", d.toString())),
                mistake(
                        "an empty config",
                        78,
                        "bootstrap.servers is missing",
                        d -> List.of("run", "-c", config(d, ""))),
                mistake(
                        "an unknown key",
                        78,
                        "did you mean input.topic?",
                        d -> List.of("run", "-c", config(d, "inptu.topic=x\n"))),
                mistake(
                        "a bad unicode escape",
                        78,
                        "textmill.properties:1: expected a property",
                        d -> List.of("run", "-c", config(d, "a=\\u00zz\n"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void shouldEndAMistakeWithClearLinesAndItsExitCode(
            String name, int exitCode, String message, Function<Path, List<String>> arguments) {
        // When
        Result result = CommandRun.of(arguments.apply(directory).toArray(String[]::new));

        // Then
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(message).doesNotContain("\tat ").doesNotContain("Exception");
    }

    private static final String CANARY = "canary-in-the-mill";

    static Stream<Arguments> clientMistakes() {
        String login = "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=";
        return Stream.of(
                Arguments.of(
                        login + "PLAIN\nsasl.jaas.config=a.Module required username=\"a\" password=\"" + CANARY
                                + "\"\n",
                        "sasl.jaas.config (",
                        "cannot be read"),
                Arguments.of("sasl.jaas.confg=" + CANARY + "\n", "did you mean sasl.jaas.config?", ":1"),
                Arguments.of(
                        login + "OAUTHBEARER\nsasl.oauthbearer.token.endpoint.url=https://ann:" + CANARY + "@a\n",
                        "sasl.oauthbearer.token.endpoint.url (",
                        "holds a user or a password"),
                Arguments.of(
                        "security.protocol=SSL\nssl.truststore.location=/no/file\nssl.truststore.password=" + CANARY
                                + "\n",
                        "/no/file",
                        "no such file"),
                Arguments.of(
                        "security.protocol=SSL\nssl.keystore.type=PEM\nssl.keystore.key=" + CANARY
                                + "\nssl.keystore.certificate.chain=" + CANARY + "\n",
                        "Kafka refuses a setting: ",
                        "PEM"),
                Arguments.of("security.protocol=" + "MAGIC" + "\n", "Kafka refuses a setting: ", "MAGIC"),
                Arguments.of("basic.auth.user.inf=ann:" + CANARY + "\n", "", ""));
    }

    @ParameterizedTest
    @MethodSource("clientMistakes")
    void shouldSayWhatIsWrongWithALoginAndNeverRepeatIt(String settings, String words, String more) throws IOException {
        Path file = Files.writeString(
                directory.resolve("client.properties"),
                settings + "request.timeout.ms=500\ndefault.api.timeout.ms=500\n");
        for (String[] command : new String[][] {{"tail", "-b", "127.0.0.1:1"}, {"produce", "-b", "127.0.0.1:1", "a"}}) {
            String[] all = Arrays.copyOf(command, command.length + 2);
            all[command.length] = "--client-config";
            all[command.length + 1] = file.toString();

            Result result = CommandRun.of(all);

            assertThat(result.exitCode()).as(result.err()).isIn(2, 78);
            assertThat(result.err())
                    .contains(words, more)
                    .doesNotContain(CANARY)
                    .doesNotContain("\tat ");
            assertThat(result.err().lines()).hasSize(1);
        }
    }

    @Test
    void shouldNotRepeatALoginThatStandsInAnAddress() {
        Result result = CommandRun.of("tail", "-b", "ann:" + CANARY + "@127.0.0.1:1");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("without a user or password").doesNotContain(CANARY);
    }

    @Test
    void shouldReportAllProblemsOfAConfigurationAtOnce() {
        // When
        Result result = CommandRun.of("run", "-c", config(directory, "device=gpu\nwindow.texts=-1\n"));

        // Then
        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err().lines())
                .allMatch(line -> line.startsWith("textmill: "))
                .anyMatch(line -> line.contains("device"))
                .anyMatch(line -> line.contains("window.texts"));
    }

    @Test
    void shouldNameAPortThatIsInUse() throws IOException {
        // Given
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            // When
            Result result = CommandRun.of("demo", "--port", port, "--exit");

            // Then
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.err().lines().filter(line -> line.startsWith("textmill: ")))
                    .singleElement()
                    .asString()
                    .contains("port " + port + " on 127.0.0.1 is in use");
            assertThat(result.err()).doesNotContain("\tat ");
        }
    }

    @Test
    void shouldShowTheTraceOnRequestOnly() {
        assertThat(CommandRun.of("infer", "-m", "zzz", "-i", texts(directory), "--verbose")
                        .err())
                .contains("\tat ");
    }

    private static Arguments mistake(
            String name, int exitCode, String message, Function<Path, List<String>> arguments) {
        return Arguments.of(name, exitCode, message, arguments);
    }

    private static String texts(Path directory) {
        return write(directory.resolve("texts.txt"), "a text\n");
    }

    private static String config(Path directory, String content) {
        return write(directory.resolve("textmill.properties"), content);
    }

    private static String write(Path file, String content) {
        try {
            return Files.writeString(file, content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
