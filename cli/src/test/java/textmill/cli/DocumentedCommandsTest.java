package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import textmill.cli.CommandRun.Result;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Style;
import textmill.cli.console.Terminal;

/** Every command that README and docs show exists with these options; those that can be are run. */
@Timeout(600)
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..");
    /** In another module, with a test of its own. */
    private static final String BENCH = "bench";

    /** What needs what a test does not have: models and devices of the reader's, a terminal, the whole demo. */
    private static final Set<String> OF_THE_READER = Set.of("DIR", "my-model", "openvino", "cuda");

    private static final Set<String> RUN = Set.of(
            "infer",
            "model",
            "config",
            "topology",
            "topics",
            "acls",
            "status",
            "produce",
            "dead-letters",
            "reset",
            "reembed",
            "completion",
            "--version",
            "--help");

    @TempDir
    private static Path directory;

    @RegisterExtension
    private static final SharedCluster CLUSTER = new SharedCluster();

    @BeforeAll
    static void start() throws IOException {
        CLUSTER.createTopics(
                1,
                Map.of(),
                "texts",
                "texts.embeddings",
                "texts.classifications",
                "texts.replaced-tokens",
                "texts.dead-letters");
        Files.writeString(directory.resolve("textmill.properties"), """
                bootstrap.servers=%s
                schema.registry.url=%s
                task.embeddings.model=%s
                http.port=0
                kafka.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="b";
                """.formatted(
                        CLUSTER.bootstrapServers(), CLUSTER.registryUrl(), TinyModels.EMBEDDING));
        for (String login : List.of("client.properties", "admin.properties")) {
            Files.writeString(
                    directory.resolve(login), "bootstrap.servers=" + CLUSTER.bootstrapServers() + "\nclient.id=docs\n");
        }
        for (String texts : List.of("queries.txt", "texts.txt", "mails.txt", "documents.txt", "my-texts.txt")) {
            Files.writeString(directory.resolve(texts), "what is my balance\nWrite to ann@example.org.\n");
        }
    }

    static Stream<DocumentedCommand> commands() throws IOException {
        return DocumentedCommand.all(ROOT).stream()
                .filter(command -> !command.command().equals(BENCH));
    }

    @Test
    void shouldFindTheCommands() throws IOException {
        assertThat(commands()).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldKnowEveryCommandAndOption(DocumentedCommand documented) {
        CommandLine line = TextmillCommand.commandLine(
                new Terminal(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), Style.PLAIN, 100),
                StopSignal.manual());
        if (documented.words().size() == 1 && !documented.command().startsWith("-")) {
            assertThat(line.getSubcommands()).as("%s", documented).containsKey(documented.command());
            return;
        }
        assertThatCode(() -> line.parseArgs(documented.words().toArray(String[]::new)))
                .as("%s", documented)
                .doesNotThrowAnyException();
    }

    static Stream<DocumentedCommand> runnable() throws IOException {
        return commands()
                .filter(documented -> RUN.contains(documented.command()) || isALook(documented))
                .filter(documented ->
                        documented.words().size() > 1 || documented.command().startsWith("-"))
                .filter(documented -> documented.words().stream()
                        .noneMatch(word -> OF_THE_READER.contains(word)
                                || word.startsWith("path/to")
                                || word.startsWith("hf://")
                                || word.startsWith("DIR")));
    }

    /** {@code run} that ends by itself. */
    private static boolean isALook(DocumentedCommand documented) {
        return documented.command().equals("run")
                && documented.words().stream().anyMatch(word -> word.equals("--check") || word.equals("--dry-run"));
    }

    @ParameterizedTest
    @MethodSource("runnable")
    void shouldDoWhatTheDocumentsShow(DocumentedCommand documented) {
        // When
        Result result = CommandRun.of(here(documented));

        // Then
        assertThat(result.exitCode())
                .as("%s: %s %s", documented, result.out(), result.err())
                .isZero();
    }

    /** The same with files and addresses of the test. */
    private static String[] here(DocumentedCommand documented) {
        List<String> words = new ArrayList<>();
        for (String word : documented.words()) {
            String before = words.isEmpty() ? "" : words.get(words.size() - 1);
            if (Files.exists(directory.resolve(word)) || word.matches("[\\w.-]+\\.jsonl")) {
                words.add(directory.resolve(word).toString());
            } else if (word.endsWith(".properties")) {
                words.add(directory.resolve("textmill.properties").toString());
            } else if (word.equals("-") && (before.equals("--input") || before.equals("-i"))) {
                words.add(directory.resolve("texts.txt").toString());
            } else if (word.equals("broker:9092")) {
                words.add(CLUSTER.bootstrapServers());
            } else {
                words.add(word);
            }
        }
        if (Set.of("produce", "dead-letters").contains(documented.command())) {
            if (!words.contains("--bootstrap-servers")) {
                words.addAll(List.of("--bootstrap-servers", CLUSTER.bootstrapServers()));
            }
            words.addAll(List.of("--schema-registry", CLUSTER.registryUrl()));
        }
        return words.toArray(String[]::new);
    }
}
