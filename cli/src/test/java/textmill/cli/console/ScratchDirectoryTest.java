package textmill.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScratchDirectoryTest {
    private final Path parent;

    ScratchDirectoryTest(@TempDir Path parent) {
        this.parent = parent;
    }

    /** Holds a directory until it is killed. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            Objects.requireNonNull(ScratchDirectory.hold(Path.of(arguments[0])));
            System.out.println("held");
            System.in.read();
        }
    }

    @Test
    void shouldDeleteWhatAKilledProcessLeftAndNothingElse() throws Exception {
        // Given
        Path own = scratch("textmill.own00000");
        Path dead = scratch("textmill.dead0000");
        Path living = scratch("textmill.living00");
        Path foreign = scratch("somebody.else0000");
        Process killed = hold(dead);
        Process alive = hold(living);
        try {
            killed.destroyForcibly().waitFor();
            age(dead, living);

            // When
            ScratchDirectory.sweep(parent, own);

            // Then
            assertThat(dead).doesNotExist();
            assertThat(living.resolve("lib/native.so")).exists();
            assertThat(own).exists();
            assertThat(foreign).exists();
        } finally {
            alive.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldLeaveADirectoryThatIsJustBeingClaimed() throws IOException {
        // Given: the file is there, the lock not yet
        Path own = scratch("textmill.own00000");
        Path young = scratch("textmill.young000");
        Files.createFile(young.resolve("lock"));

        // When
        ScratchDirectory.sweep(parent, own);

        // Then
        assertThat(young).exists();
    }

    @Test
    void shouldNotTakeALockOfItsOwnForADeadOnes() throws IOException {
        Path own = scratch("textmill.own00000");
        Path same = scratch("textmill.same0000");
        try (FileChannel held = ScratchDirectory.hold(same)) {
            age(same);

            ScratchDirectory.sweep(parent, own);

            assertThat(held).isNotNull();
            assertThat(same).exists();
        }
    }

    private Path scratch(String name) throws IOException {
        Path directory = Files.createDirectory(parent.resolve(name));
        Files.writeString(Files.createDirectory(directory.resolve("lib")).resolve("native.so"), "28 MB");
        return directory;
    }

    private static void age(Path... directories) throws IOException {
        for (Path directory : directories) {
            Files.setLastModifiedTime(
                    directory.resolve("lock"), FileTime.from(Instant.now().minusSeconds(600)));
        }
    }

    private static Process hold(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("held");
        return process;
    }
}
