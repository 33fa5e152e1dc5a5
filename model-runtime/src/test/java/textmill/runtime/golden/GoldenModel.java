package textmill.runtime.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import textmill.runtime.TestModels;

/**
 * A tiny model with random weights as an exporter wrote it, and what the reference implementation makes of some texts.
 * See {@code models/training/golden/README.md} for the fields.
 *
 * @param root its folder under the test resources
 * @param about {@code golden.json}
 */
public record GoldenModel(Path root, JsonNode about) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All of them, by name. */
    public static List<GoldenModel> all() {
        try (Stream<Path> folders = Files.list(TestModels.resource("/textmill/golden"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("golden.json")))
                    .sorted()
                    .map(GoldenModel::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one of this name. */
    public static GoldenModel of(String name) {
        return read(TestModels.resource("/textmill/golden/" + name));
    }

    private static GoldenModel read(Path root) {
        try {
            return new GoldenModel(
                    root, JSON.readTree(root.resolve("golden.json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its name: that of its folder. */
    public String name() {
        return root.getFileName().toString();
    }

    /** Whether loading it must fail, with exit code 78 and one line. */
    public boolean refused() {
        return about.has("refusal");
    }

    /** The words that the one line of a refusal must have, in any case of letters. */
    public List<String> says() {
        return strings(about.path("refusal").path("says"));
    }

    /**
     * Lays the model out under {@code parent}, shared files and links included, and gives the directory that a user would
     * name.
     */
    public Path layOut(Path parent) {
        Path target = parent.resolve(name());
        try {
            copyTree(root.resolve("model"), target);
            for (Map.Entry<String, JsonNode> shared : about.path("shared").properties()) {
                Path file = target.resolve(shared.getKey());
                Files.createDirectories(file.getParent());
                Files.copy(shared(shared.getValue().asText()), file, StandardCopyOption.REPLACE_EXISTING);
            }
            for (Map.Entry<String, JsonNode> link : about.path("links").properties()) {
                Path file = target.resolve(link.getKey());
                Files.createDirectories(file.getParent());
                Files.createSymbolicLink(file, Path.of(link.getValue().asText()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return target.resolve(about.path("directory").asText(""));
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    Path shared(String name) {
        return root.resolveSibling("shared").resolve(name);
    }

    /** The texts with their expected values, in order; none where it is refused. */
    public List<JsonNode> lines() {
        Path file = root.resolve("golden.jsonl");
        List<JsonNode> lines = new ArrayList<>();
        if (Files.exists(file)) {
            try (Stream<String> read = Files.lines(file)) {
                for (String line : (Iterable<String>) read::iterator) {
                    lines.add(JSON.readTree(line));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return lines;
    }

    /** A JSON array of strings as a list. */
    static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(element -> strings.add(element.asText()));
        return strings;
    }

    @Override
    public String toString() {
        return name();
    }
}
