package textmill.benchmarks.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import textmill.cli.console.CliException;

@Timeout(120)
@EnabledOnOs({OS.LINUX, OS.MAC})
class FirstResultTest {
    private final Path launcher;

    FirstResultTest(@TempDir Path directory) {
        this.launcher = directory.resolve("textmill");
    }

    private void launcher(String does) throws IOException {
        Files.writeString(launcher, "#!/bin/sh\n" + does);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void shouldReadTheDemosOwnClock() {
        assertThat(FirstResult.ownSeconds("  7.1 s  first result")).hasValue(7.1);
        assertThat(FirstResult.ownSeconds("\u001b[2m 12.3 s  first result\u001b[0m"))
                .hasValue(12.3);
        assertThat(Stream.of("  6.5 s  Textmill runs; streaming", "the first result", ""))
                .allMatch(line -> FirstResult.ownSeconds(line).isEmpty());
    }

    @Test
    void shouldStopTheDemoOnceItHasAResult() throws Exception {
        // Given one that would stay up, and says how it was called
        launcher("""
                echo "$@" >"$0.called"
                echo '  0.4 s  starting' >&2
                echo '  2.5 s  first result' >&2
                exec sleep 600
                """);

        // When
        FirstResult result = FirstResult.of(launcher);

        // Then
        assertThat(result.ownSeconds()).isEqualTo(2.5);
        assertThat(result.wallSeconds()).isPositive();
        assertThat(Files.readString(launcher.resolveSibling("textmill.called"))).startsWith("demo ");
    }

    @Test
    void shouldSayWithWhatItEndedWithoutAResult() throws Exception {
        launcher("echo 'textmill: no java' >&2; exit 78");

        assertThatThrownBy(() -> FirstResult.of(launcher))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("textmill: no java");
    }
}
