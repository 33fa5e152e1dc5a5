package textmill.runtime.golden;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import textmill.runtime.TestModels;

/**
 * A golden made unusable: loading it must end with exit code 78 and one line.
 *
 * @param about its entry in {@code broken.json}
 */
public record BrokenModel(JsonNode about) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All of them. */
    public static List<BrokenModel> all() {
        try {
            List<BrokenModel> all = new ArrayList<>();
            JSON.readTree(TestModels.resource("/textmill/golden/broken.json").toFile())
                    .forEach(entry -> all.add(new BrokenModel(entry)));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its name. */
    public String name() {
        return about.path("name").asText();
    }

    /** Whether {@code line} has every word that it must have: of {@code a|b} one is enough. */
    public boolean isSaidBy(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return GoldenModel.strings(about.path("says")).stream()
                .allMatch(words -> Arrays.stream(words.toLowerCase(Locale.ROOT).split("\\|"))
                        .anyMatch(lower::contains));
    }

    /** Whether loading it and giving right values is as good as refusing it. */
    public boolean valuesAllowed() {
        return about.path("values_allowed").asBoolean();
    }

    /** Lays the good model out under {@code parent}, breaks it, and gives the directory that a user would name. */
    public Path layOut(Path parent) {
        GoldenModel good = GoldenModel.of(about.path("of").asText());
        Path directory = good.layOut(parent);
        try {
            for (JsonNode change : about.path("changes")) {
                apply(change, directory, directory.resolve(change.path("file").asText("")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directory;
    }

    private static void apply(JsonNode change, Path directory, Path file) throws IOException {
        switch (change.path("op").asText()) {
            case "delete" -> Files.delete(file);
            case "write" ->
                Files.writeString(
                        file,
                        change.path("text").asText().repeat(change.path("times").asInt(1)));
            case "bytes" ->
                Files.write(
                        file, Base64.getDecoder().decode(change.path("base64").asText()));
            case "truncate" -> truncate(file, change);
            case "zeros" -> zeros(file);
            case "graph" ->
                Files.copy(
                        TestModels.resource(
                                "/textmill/golden/" + change.path("from").asText()),
                        file,
                        StandardCopyOption.REPLACE_EXISTING);
            case "set", "remove" -> edit(file, change);
            case "more-pieces" -> addPieces(file, change.path("count").asInt());
            case "folder" -> Files.createDirectory(file);
            case "link" ->
                Files.createSymbolicLink(file, Path.of(change.path("to").asText()));
            case "nothing-there" -> deleteTree(directory);
            case "empty" -> {
                deleteTree(directory);
                Files.createDirectory(directory);
            }
            case "file-instead" -> {
                deleteTree(directory);
                Files.writeString(directory, "a file\n");
            }
            default -> throw new IllegalArgumentException("unknown change " + change);
        }
    }

    private static void truncate(Path file, JsonNode change) throws IOException {
        byte[] content = Files.readAllBytes(file);
        int kept = change.path("half").asBoolean()
                ? content.length / 2
                : change.path("bytes").asInt();
        Files.write(file, Arrays.copyOf(content, kept));
    }

    private static void zeros(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        Arrays.fill(content, content.length / 2, content.length, (byte) 0);
        Files.write(file, content);
    }

    private static void edit(Path file, JsonNode change) throws IOException {
        JsonNode content = JSON.readTree(file.toFile());
        JsonPointer pointer = JsonPointer.compile(change.path("pointer").asText());
        JsonNode holder = content.at(pointer.head());
        String last = pointer.last().getMatchingProperty();
        if (holder instanceof ArrayNode array) {
            array.set(Integer.parseInt(last), change.path("value"));
        } else if (change.path("op").asText().equals("remove")) {
            ((ObjectNode) holder).remove(last);
        } else {
            ((ObjectNode) holder).set(last, change.path("value"));
        }
        JSON.writeValue(file.toFile(), content);
    }

    private static void addPieces(Path file, int count) throws IOException {
        JsonNode content = JSON.readTree(file.toFile());
        ObjectNode vocabulary = (ObjectNode) content.at("/model/vocab");
        int size = vocabulary.size();
        for (int i = 0; i < count; i++) {
            vocabulary.put("textmill" + i, size + i);
        }
        JSON.writeValue(file.toFile(), content);
    }

    private static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
