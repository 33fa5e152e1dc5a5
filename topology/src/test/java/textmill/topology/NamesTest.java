package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A name means one thing, in all modules. */
class NamesTest {
    private static final Path ROOT = Path.of("..");

    /** Two may have one name where each is private to its package. */
    @Test
    void shouldHaveOnePublicClassOfASimpleNameOrNone() throws IOException {
        Map<String, List<Path>> sources = new TreeMap<>();
        for (Path file : sources()) {
            sources.computeIfAbsent(file.getFileName().toString(), name -> new ArrayList<>())
                    .add(file);
        }
        sources.values().removeIf(same -> same.size() == 1 || same.stream().noneMatch(NamesTest::isPublic));

        assertThat(sources.values()).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.toList()) {
                Path main = module.resolve("src/main/java");
                if (Files.isDirectory(main)) {
                    try (Stream<Path> files = Files.walk(main)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .filter(file -> !file.endsWith("package-info.java"))
                                .forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    private static boolean isPublic(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(line -> line.matches("public .*\\b(class|record|interface|enum) .*"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
