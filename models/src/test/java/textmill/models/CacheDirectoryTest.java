package textmill.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CacheDirectoryTest {
    private static final Map<String, String> NOBODY = Map.of("user.home", "?");

    private final Path directory;

    CacheDirectoryTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldUseWhatWasNamedBeforeAnythingElse() {
        Map<String, String> environment = Map.of("TEXTMILL_CACHE", "named", "HOME", directory.toString());

        assertThat(CacheDirectory.find(environment, NOBODY::get)).isEqualTo(Path.of("named"));
        assertThat(CacheDirectory.find(environment, Map.of("textmill.cache", "property")::get))
                .isEqualTo(Path.of("property"));
    }

    @Test
    void shouldFindTheHomeOfAUserWhomThePasswordFileDoesNotKnow() {
        assertThat(CacheDirectory.find(Map.of("HOME", directory.toString()), NOBODY::get))
                .isEqualTo(directory.resolve(".cache/textmill/models"));
        assertThat(CacheDirectory.find(
                        Map.of("HOME", directory.toString(), "XDG_CACHE_HOME", directory + "/xdg"), NOBODY::get))
                .isEqualTo(directory.resolve("xdg/textmill/models"));
        assertThat(CacheDirectory.find(Map.of(), Map.of("user.home", directory.toString())::get))
                .isEqualTo(directory.resolve(".cache/textmill/models"));
    }

    static Stream<Arguments> causes() {
        return Stream.of(
                Arguments.of(new AccessDeniedException("/c"), "that /c may not be accessed; allow this user"),
                Arguments.of(
                        new FileSystemException("/c", null, "Read-only file system"), "mounted read-only; mount it"),
                Arguments.of(new IOException("No space left on device"), "no space there (No space left on device)"),
                Arguments.of(new FileSystemException("/c", null, "Disk quota exceeded"), "no space there"),
                Arguments.of(new IOException("Input/output error"), "Input/output error; mend that,"));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void shouldNameTheCauseAndWhatHelpsAgainstIt(IOException cause, String message) {
        assertThat(ModelCache.causeAndRemedy(cause)).contains(message);
    }

    @Test
    void shouldPassOverWhatCannotBeUsed() throws IOException {
        // Given: a file where a directory should be, and a path that the specification of the variable forbids
        Path file = Files.writeString(directory.resolve("file"), "");
        Map<String, String> environment = Map.of("XDG_CACHE_HOME", "relative", "HOME", file.toString());

        // Then
        assertThat(CacheDirectory.find(environment, Map.of("user.home", directory.toString())::get))
                .isEqualTo(directory.resolve(".cache/textmill/models"));
        assertThatThrownBy(() -> CacheDirectory.find(environment, NOBODY::get))
                .isInstanceOf(BundledModelException.class)
                .hasMessageContaining("XDG_CACHE_HOME is relative and cannot be used")
                .hasMessageContaining("HOME is " + file)
                .hasMessageContaining("the home of the user is ?")
                .hasMessageContaining("name one that can be written with TEXTMILL_CACHE");
    }
}
