package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.cli.CommandRun.Result;
import textmill.cli.security.SecurityCell;
import textmill.cli.security.SecurityCells;
import textmill.cli.security.SecuritySite;

/** Every way to connect, live: {@code run} on a real broker and a real registry that speak it. */
@Timeout(300)
class SecurityMatrixTest {
    private static final Path PAGE = Path.of("../docs/reference/security.md");

    /** Set, the page is written and not held against what is said. */
    private static final boolean WRITE = Boolean.getBoolean("textmill.docs.write");

    private static final Map<String, String> SAID = new ConcurrentHashMap<>();
    private static Path keys = Path.of("");
    private static SecuritySite site;

    private final Path directory;

    SecurityMatrixTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void start(@TempDir Path temporary) throws Exception {
        keys = temporary;
        site = new SecuritySite(temporary);
    }

    @AfterAll
    static void stop() throws IOException {
        site.close();
        if (WRITE) {
            Files.writeString(PAGE, page());
        }
    }

    static Stream<SecurityCell> working() {
        return SecurityCells.all().stream().filter(SecurityCell::works);
    }

    static Stream<SecurityCell> refused() {
        return SecurityCells.all().stream().filter(cell -> !cell.works());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("working")
    void shouldComputeATextThrough(SecurityCell cell) throws Exception {
        // Given
        String name = name(cell);
        site.createTopics(name, name + ".out", name + ".dead-letters");
        site.write(name, "a text");

        // When
        CommandRun run = CommandRun.start("run", "-c", config(cell).toString());

        // Then
        try {
            assertThat(site.hasResult(name + ".out")).as(run.err()).isTrue();
        } finally {
            Result result = run.stop().result();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).doesNotContain("textmill: ", SecuritySite.PASSWORD, SecuritySite.TOKEN);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void shouldSayInOneLineWhatIsWrong(SecurityCell cell) throws Exception {
        // Given
        String name = name(cell);
        site.createTopics(name, name + ".out", name + ".dead-letters");

        // When
        Result result = CommandRun.of("run", "-c", config(cell).toString());

        // Then
        assertThat(result.exitCode()).as(result.err()).isEqualTo(78);
        List<String> said = result.err()
                .lines()
                .filter(line -> line.startsWith("textmill: "))
                .toList();
        assertThat(said).as(result.err()).hasSize(1);
        String line = withoutWhatDiffers(said.get(0)).substring("textmill: ".length());
        SAID.put(cell.toString(), line);
        if (!WRITE) {
            assertThat(Files.readString(PAGE)).contains(row(cell, line));
        }
        assertThat(result.err()).doesNotContain("\tat ", "wrong-", SecuritySite.PASSWORD, SecuritySite.TOKEN);
    }

    @Test
    void shouldListEveryCellOnThePageAndNoOther() throws IOException {
        if (!WRITE) {
            assertThat(Files.readAllLines(PAGE).stream()
                            .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
                            .map(line -> line.split(" \\| ", 2)[0].substring(2)))
                    .filteredOn(what -> !what.equals("how"))
                    .containsExactlyElementsOf(
                            SecurityCells.all().stream().map(SecurityCell::what).toList());
        }
    }

    private static String page() {
        return """
                # Security, tried

                What `SecurityMatrixTest` does at every build: `run` against a real broker and a real registry that speak it, with
                certificates made in the test. Where it works, a text went in and a result came out; below each refusal stands the one
                line with which `run` ended, exit code 78. The page is written by the test.

                """ + table("brokers", "Brokers") + "\n" + table("registry", "Schema registry");
    }

    private static String table(String with, String title) {
        return "## " + title + "\n\n| how | what comes of it |\n| --- | --- |\n"
                + SecurityCells.all().stream()
                        .filter(cell -> cell.with().equals(with))
                        .map(cell -> row(cell, SAID.getOrDefault(cell.toString(), "")))
                        .collect(Collectors.joining());
    }

    private static String row(SecurityCell cell, String line) {
        return "| " + cell.what() + " | " + (cell.works() ? "works" : "`" + line + "`") + " |\n";
    }

    private static String withoutWhatDiffers(String line) {
        return line.replaceAll("127\\.0\\.0\\.1:\\d+", "HOST:PORT")
                .replaceAll("cell-\\d+", "TOPIC")
                .replace(keys.toString(), "DIRECTORY")
                .replaceAll("[A-Z][a-z]{2} [A-Z][a-z]{2} \\d{2} \\d{2}:\\d{2}:\\d{2} \\S+ \\d{4}", "DATE")
                // Which alert a server sends for it is its Java's choice.
                .replaceAll("it said \\w+", "it said ALERT");
    }

    private static String name(SecurityCell cell) {
        return "cell-"
                + SecurityCells.all().stream()
                        .map(SecurityCell::toString)
                        .toList()
                        .indexOf(cell.toString());
    }

    private Path config(SecurityCell cell) throws IOException {
        String name = name(cell);
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", site.broker("PLAINTEXT"));
        settings.put("schema.registry.url", "https://" + site.registry("open"));
        settings.putAll(site.keys().trust("schema.registry.", "trust"));
        settings.put("application.id", name);
        settings.put("input.topic", name);
        settings.put("input.format", "string");
        settings.put("task.vectors.model", TinyModels.EMBEDDING.replace("\\", "/"));
        settings.put("task.vectors.topic", name + ".out");
        settings.put("http.port", "0");
        settings.put("start.timeout.ms", "20000");
        settings.putAll(cell.settings().apply(site));
        return Files.writeString(
                directory.resolve("cell.properties"),
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                        .collect(Collectors.joining()));
    }
}
