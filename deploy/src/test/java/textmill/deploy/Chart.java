package textmill.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The chart as Helm itself renders it. */
final class Chart {
    static final Path DIRECTORY = Path.of("helm", "textmill");

    private static final YAMLMapper YAML = new YAMLMapper();

    private Chart() {}

    /** The rendered objects by kind; each kind comes once. */
    static Map<String, JsonNode> render(Path directory, String values) throws IOException {
        Path file = Files.createTempFile(directory, "values", ".yaml");
        Files.writeString(file, values);
        String rendered = new Helm(DIRECTORY)
                .template()
                .withName("live")
                .withNamespace("streams")
                .withKubeVersion("1.34.0")
                .withValuesFile(file)
                .call();
        Map<String, JsonNode> objects = new LinkedHashMap<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(rendered)) {
            while (documents.hasNext()) {
                JsonNode object = documents.next();
                if (object.isObject() && objects.put(object.path("kind").asText(), object) != null) {
                    throw new IllegalStateException("two objects of kind " + object.path("kind"));
                }
            }
        }
        return objects;
    }
}
