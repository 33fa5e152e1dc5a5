package textmill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.CommandRun.Result;

/** What {@code completion} prints, in a real bash. */
@Timeout(60)
class CompletionTest {

    @Test
    void shouldCompleteCommandsAndOptionsInBash(@TempDir Path directory) throws Exception {
        // Given
        Result printed = CommandRun.of("completion", "bash");
        assertThat(printed.exitCode()).isZero();
        Path script = Files.writeString(directory.resolve("completion"), printed.out());

        // Then
        assertThat(completed(script, "textmill", "ru")).containsExactly("run");
        assertThat(completed(script, "textmill", "run", "--dry")).containsExactly("--dry-run");
        assertThat(completed(script, "textmill", "infer", "--task", "zero")).containsExactly("zero-shot");
        assertThat(completed(script, "textmill", "config", "sh")).containsExactly("show");
        assertThat(CommandRun.of("completion", "zsh").out())
                .contains("bashcompinit")
                .contains("for zsh");
        assertThat(CommandRun.of("completion", "fish").exitCode()).isEqualTo(2);
    }

    private static List<String> completed(Path script, String... words) throws Exception {
        String line = String.join(" ", words);
        String ask = "source '" + script + "'; COMP_WORDS=(" + line + "); COMP_CWORD=" + (words.length - 1)
                + "; COMP_LINE='" + line + "'; COMP_POINT=" + line.length()
                + "; _complete_textmill; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "-c", ask)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        bash.getOutputStream().close();
        List<String> found = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
        int unused = bash.waitFor(); // its output has ended
        return found;
    }
}
