package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Decision records are numbered, dated, listed, and have a status. */
class DecisionsTest {
    private static final Path DECISIONS = Path.of("../docs/adr");

    @Test
    void shouldBeNumberedWithoutGapsDatedAndListed() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(DECISIONS)) {
            files = all.filter(file -> !file.endsWith("README.md")).sorted().toList();
        }
        String list = Files.readString(DECISIONS.resolve("README.md"));

        for (int i = 0; i < files.size(); i++) {
            String name = files.get(i).getFileName().toString();
            List<String> lines = Files.readAllLines(files.get(i));
            assertThat(name).startsWith(String.format("%04d-", i + 1));
            assertThat(lines.get(0)).as(name).startsWith("# " + (i + 1) + ". ");
            assertThat(lines.get(2)).as(name).matches("(Accepted|Replaced by \\d+), \\d{4}-\\d{2}-\\d{2}\\.");
            assertThat(lines)
                    .as("one decision in %s", name)
                    .filteredOn(line -> line.startsWith("# "))
                    .hasSize(1);
            assertThat(list)
                    .contains("| " + (i + 1) + " | [" + lines.get(0).replaceFirst("# \\d+\\. ", "") + "](" + name);
        }
    }
}
