package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import textmill.cli.console.StopSignal;
import textmill.cli.console.Style;
import textmill.cli.console.Terminal;

/** Help begins with examples, and they are right. */
class HelpTest {

    static Stream<Arguments> commands() {
        List<Arguments> all = new ArrayList<>();
        collect(line(), all);
        return all.stream();
    }

    private static CommandLine line() {
        return TextmillCommand.commandLine(
                new Terminal(OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), Style.PLAIN, 100),
                StopSignal.manual());
    }

    private static void collect(CommandLine command, List<Arguments> all) {
        if (command.getSubcommands().isEmpty() || command.getParent() == null) {
            all.add(Arguments.of(command.getCommandSpec().qualifiedName(), command.getUsageMessage()));
        }
        command.getSubcommands().values().forEach(below -> collect(below, all));
    }

    /** Commands that are not named are not made; nobody may see it. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void shouldPrintTheSameWhereOnlyWhatIsNamedIsMade(String name, String help) {
        List<String> words = new ArrayList<>(List.of(name.split(" ", -1)));
        words.remove(0);
        words.add("--help");

        assertThat(CommandRun.of(words.toArray(String[]::new)).out()).isEqualTo(help);
    }

    @Test
    void shouldNameAllCommandsWhereOneIsMistyped() {
        String all = commands()
                .map(command -> String.valueOf(command.get()[0]).split(" ", -1))
                .filter(words -> words.length > 1)
                .map(words -> words[1])
                .distinct()
                .collect(Collectors.joining(", "));

        assertThat(CommandRun.of("rnu").err())
                .isEqualTo("textmill: unknown command 'rnu'; commands are " + all + " (see 'textmill --help')\n");
    }

    @Test
    void shouldUnderstandAFileOfArguments(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("arguments"), "infer --help");

        assertThat(CommandRun.of("@" + file).out())
                .isEqualTo(CommandRun.of("infer", "--help").out())
                .contains("--model");
    }

    @Test
    void shouldSeeEveryCommand() {
        assertThat(commands()).hasSizeGreaterThan(15);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void shouldBeginWithExamplesThatAreRight(String name, String help) {
        // Given
        List<String> lines = help.lines().toList();

        // Then
        assertThat(lines).contains("Examples:");
        int examples = lines.indexOf("Examples:");
        int usage = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("Usage: "))
                .findFirst()
                .orElseThrow());
        assertThat(examples).isBetween(1, 3);
        assertThat(usage).isGreaterThan(examples);
        assertThat(lines.subList(examples + 1, usage - 1)).isNotEmpty().allSatisfy(example -> {
            assertThat(example).startsWith("  ").contains("textmill ");
            if (example.contains("COMMAND")) {
                return;
            }
            String rest = example.substring(example.lastIndexOf("textmill ")).replaceFirst("^textmill", "./textmill");
            List<String> words = DocumentedCommand.of(name, rest).words();
            assertThatCode(() -> line().parseArgs(words.toArray(String[]::new)))
                    .as("%s", words)
                    .doesNotThrowAnyException();
        });
    }
}
