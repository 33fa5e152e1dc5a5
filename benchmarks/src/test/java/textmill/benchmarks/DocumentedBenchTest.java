package textmill.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import textmill.cli.console.Style;
import textmill.cli.console.Terminal;

/** Every {@code bench} command that a page tells its reader to type is understood. */
class DocumentedBenchTest {
    private static final Path ROOT = Path.of("..");

    /** Up to the end of the line, of the code or of the command: a comment, or what the shell does with it. */
    private static final Pattern COMMAND =
            Pattern.compile("\\./textmill bench((?: +(?:\"[^\"\\n]*\"|[^\\s\"`#|;&<>]+))+)");

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    static Stream<List<String>> commands() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        List<List<String>> commands = new ArrayList<>();
        for (Path page : pages) {
            // A long one within a line of text may go on in the next.
            Matcher command =
                    COMMAND.matcher(Files.readString(page).replaceAll("(?<=[\\w…-])\\n(?=[\\w-]+[^\\n`]*`)", " "));
            while (command.find()) {
                commands.add(words(command.group(1)));
            }
        }
        return commands.stream();
    }

    /** What stands for something of the reader's is one word like another. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        return words;
    }

    @Test
    void shouldFindTheCommands() throws IOException {
        assertThat(commands()).hasSizeGreaterThan(20).contains(List.of("micro"), List.of("micro", "Tokenize"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldKnowEveryCommandAndOption(List<String> words) {
        Terminal nobody =
                new Terminal(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), Style.PLAIN, 100);

        assertThatCode(() -> new BenchModule().command(nobody).parseArgs(words.toArray(String[]::new)))
                .as("%s", words)
                .doesNotThrowAnyException();
    }
}
