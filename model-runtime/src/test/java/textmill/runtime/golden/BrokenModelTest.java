package textmill.runtime.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of broken directories: each differs from the good one, and there are enough of them. */
class BrokenModelTest {
    private static final int WANTED = 40;

    @ParameterizedTest
    @MethodSource("textmill.runtime.golden.BrokenModel#all")
    void shouldDifferFromTheGoodOne(BrokenModel broken, @TempDir Path good, @TempDir Path bad) {
        // When
        Path before = GoldenModel.of(broken.about().path("of").asText()).layOut(good);
        Path after = broken.layOut(bad);

        // Then
        assertThat(contents(after)).isNotEqualTo(contents(before));
        assertThat(broken.isSaidBy("a line that says nothing of it")).isFalse();
    }

    @Test
    void shouldBeEnough() {
        assertThat(BrokenModel.all()).hasSizeGreaterThanOrEqualTo(WANTED);
        assertThat(BrokenModel.all().stream().map(BrokenModel::name)).doesNotHaveDuplicates();
    }

    private static Map<String, String> contents(Path directory) {
        Map<String, String> contents = new TreeMap<>();
        if (!Files.isDirectory(directory)) {
            return contents;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                contents.put(
                        directory.relativize(file).toString(),
                        Files.isRegularFile(file) ? Arrays.toString(Files.readAllBytes(file)) : "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return contents;
    }
}
