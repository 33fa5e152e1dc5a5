package textmill.runtime.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is stated about a model by its user, in the configuration ({@code task.NAME.pooling}), on the command line ({@code
 * --pooling}) or in the section {@code textmill} of {@code config.json}. Where null, the model's files decide.
 *
 * @param pooling how token vectors become one vector
 * @param normalise whether embeddings are scaled to length 1
 * @param labels names of a classifier's labels by index
 * @param activation what is done to a classifier's logits
 * @param prompt name of one of the model's prompts, or a text to put in front of each text
 * @param modelFile the ONNX file, relative to the model's directory
 * @param output the graph's output to read
 * @param dimensions how many numbers of an embedding stay
 */
public record Statements(
        @Nullable List<PoolingMode> pooling,
        @Nullable Boolean normalise,
        @Nullable List<String> labels,
        @Nullable LogitActivation activation,
        @Nullable String prompt,
        @Nullable String modelFile,
        @Nullable String output,
        @Nullable Integer dimensions) {

    /** Keys as users write them. */
    public static final List<String> KEYS =
            List.of("pooling", "normalise", "labels", "activation", "prompt", "model.file", "output", "dimensions");

    private static final Statements NONE = new Statements(null, null, null, null, null, null, null, null);

    /** Nothing: the files decide. */
    public static Statements none() {
        return NONE;
    }

    /**
     * From texts by key; lists have commas between their elements.
     *
     * @throws IllegalArgumentException naming the key, what was expected and what was found
     */
    public static Statements parse(Map<String, String> byKey) {
        return new Statements(
                value(byKey, "pooling", PoolingMode::parse),
                value(byKey, "normalise", Statements::truth),
                value(byKey, "labels", Statements::list),
                value(byKey, "activation", LogitActivation::parse),
                byKey.get("prompt"),
                byKey.get("model.file"),
                byKey.get("output"),
                value(byKey, "dimensions", Statements::count));
    }

    /** From the section {@code textmill} of {@code config.json}; other settings in it are ignored here. */
    static Statements read(JsonNode section, java.nio.file.Path file) {
        Map<String, String> byKey = new java.util.HashMap<>();
        for (String key : KEYS) {
            JsonNode value = section.path(key);
            if (value.isArray() && !key.equals("labels")) {
                List<String> elements = new ArrayList<>();
                value.forEach(element -> elements.add(element.asText()));
                byKey.put(key, String.join(",", elements));
            } else if (value.isValueNode() && !value.isNull()) {
                byKey.put(key, value.asText());
            }
        }
        try {
            Statements read = parse(byKey);
            JsonNode labels = section.path("labels");
            if (!labels.isArray()) {
                return read;
            }
            List<String> names = new ArrayList<>();
            labels.forEach(label -> names.add(label.asText()));
            return read.withLabels(names);
        } catch (IllegalArgumentException e) {
            throw new ModelException(file, "usable settings in textmill", String.valueOf(e.getMessage()), "correct it");
        }
    }

    /** These, and those of {@code other} where these say nothing. */
    public Statements or(Statements other) {
        return new Statements(
                pooling == null ? other.pooling : pooling,
                normalise == null ? other.normalise : normalise,
                labels == null ? other.labels : labels,
                activation == null ? other.activation : activation,
                prompt == null ? other.prompt : prompt,
                modelFile == null ? other.modelFile : modelFile,
                output == null ? other.output : output,
                dimensions == null ? other.dimensions : dimensions);
    }

    private Statements withLabels(List<String> names) {
        return new Statements(
                pooling, normalise, List.copyOf(names), activation, prompt, modelFile, output, dimensions);
    }

    private interface Parser<T> {
        T parse(String text);
    }

    private static <T> @Nullable T value(Map<String, String> byKey, String key, Parser<T> parser) {
        String text = byKey.get(key);
        if (text == null) {
            return null;
        }
        try {
            return parser.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static Boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false, found '" + text + "'");
        };
    }

    private static List<String> list(String text) {
        List<String> elements = new ArrayList<>();
        for (String element : text.split(",", -1)) {
            if (element.isBlank()) {
                throw new IllegalArgumentException("expected names with commas between them, found an empty one");
            }
            elements.add(element.strip());
        }
        return List.copyOf(elements);
    }

    private static Integer count(String text) {
        int count;
        try {
            count = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            count = 0;
        }
        if (count < 1) {
            throw new IllegalArgumentException("expected a whole number from 1, found '" + text + "'");
        }
        return count;
    }
}
