package textmill.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import textmill.cli.console.CliException;

/** A file with one text a line. */
public final class TextFile {
    private TextFile() {}

    /**
     * Its lines that are not blank.
     *
     * @param limit the first ones only
     * @throws CliException if there is no such file, or nothing in it
     */
    public static List<String> read(Path file, int limit) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw CliException.usage(file + ": no such file");
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        List<String> texts =
                lines.stream().filter(line -> !line.isBlank()).limit(limit).toList();
        if (texts.isEmpty()) {
            throw CliException.usage(file + ": expected one text a line, found none");
        }
        return texts;
    }
}
