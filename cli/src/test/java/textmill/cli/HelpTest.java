package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
