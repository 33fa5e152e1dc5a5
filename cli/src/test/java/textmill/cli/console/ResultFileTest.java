package textmill.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // links and permissions
class ResultFileTest {
    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(OutputStream.nullOutputStream(), notes, Style.PLAIN, 100);
    private final Path directory;

    ResultFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldReplaceAFileWhenItsResultsAreCompleteAndNotBefore() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("out.jsonl"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        // When
        try (ResultFile out = ResultFile.open(file.toString(), terminal)) {
            write(out, "new");
            assertThat(file).hasContent("old");
            out.complete();
        }

        // Then
        assertThat(file).hasContent("new");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(files()).containsExactly("out.jsonl");
    }

    @Test
    void shouldLeaveTheFileAsItWasWhereTheRunBreaksOff() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("out.jsonl"), "old");

        // When
        try (ResultFile out = ResultFile.open(file.toString(), terminal)) {
            write(out, "half");
            out.stream().flush();
        }

        // Then
        assertThat(file).hasContent("old");
        String part = files().stream()
                .filter(name -> name.endsWith(".part"))
                .findFirst()
                .orElseThrow();
        assertThat(directory.resolve(part)).hasContent("half");
        assertThat(notes.toString(StandardCharsets.UTF_8)).contains("is as it was; the results so far are in", part);
    }

    @Test
    void shouldLeaveNothingBehindWhereNothingWasWritten() throws IOException {
        // When
        ResultFile.open(directory.resolve("out.jsonl").toString(), terminal).close();

        // Then
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldWriteThroughALinkAndKeepTheLink() throws IOException {
        // Given: a link to a file that is not there yet
        Path file = directory.resolve("real.jsonl");
        Path link = Files.createSymbolicLink(directory.resolve("link.jsonl"), Path.of("real.jsonl"));

        // When
        try (ResultFile out = ResultFile.open(link.toString(), terminal)) {
            write(out, "new");
            out.complete();
        }

        // Then
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasContent("new");
    }

    @Test
    void shouldRefuseLinksThatLeadInACircle() throws IOException {
        // Given
        Path here = Files.createSymbolicLink(directory.resolve("here"), Path.of("there"));
        Files.createSymbolicLink(directory.resolve("there"), Path.of("here"));

        // When, then
        assertThatThrownBy(() -> ResultFile.open(here.toString(), terminal))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("its symbolic links lead in a circle");
        assertThat(files()).containsExactlyInAnyOrder("here", "there");
        assertThat(Files.isSymbolicLink(here)).isTrue();
    }

    @Test
    void shouldWriteANamedPipeAsItIs() throws Exception {
        // Given
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path copy = directory.resolve("copy");
        Process reader = new ProcessBuilder("cat", pipe.toString())
                .redirectOutput(copy.toFile())
                .start();

        // When
        try (ResultFile out = ResultFile.open(pipe.toString(), terminal)) {
            write(out, "through");
            out.complete();
            out.stream().close();
        }

        // Then
        assertThat(reader.waitFor()).isZero();
        assertThat(copy).hasContent("through");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void shouldRefuseWhatCannotBeWritten() throws IOException {
        assertThatThrownBy(() -> ResultFile.open(directory.toString(), terminal))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> ResultFile.open(directory.resolve("no/out").toString(), terminal))
                .hasMessageContaining("there is no directory");
    }

    private static void write(ResultFile out, String text) throws IOException {
        out.stream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
