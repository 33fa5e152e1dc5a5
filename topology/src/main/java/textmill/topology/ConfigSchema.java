package textmill.topology;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import textmill.topology.config.Key;
import textmill.topology.config.RouteSettings;
import textmill.topology.config.Section;
import textmill.topology.config.TaskKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.result.ResultType;
import textmill.topology.result.ResultTypes;

/**
 * Writes a JSON Schema of the configuration, for editors and for what generates configurations: an object whose keys are
 * those of the properties file. What hangs together (a task and its model, a topic and its partitions) no schema can say;
 * the parser does.
 */
public final class ConfigSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "[A-Za-z0-9_-]+";
    private static final String PIPELINE = "^(pipeline\\." + NAME + "\\.)?";
    private static final String TASK = PIPELINE + "task\\." + NAME + "\\.";
    private static final String ROUTE = TASK + "route\\." + NAME + "\\.";

    private final ObjectNode root = JSON.createObjectNode();
    private final ObjectNode properties;
    private final ObjectNode patterns;

    private ConfigSchema() {
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "Configuration of Textmill")
                .put(
                        "description",
                        "Keys of a properties file, generated from the code that reads them; see configuration.md.")
                .put("type", "object");
        properties = root.putObject("properties");
        patterns = root.putObject("patternProperties");
        root.put("additionalProperties", false);
        root.putObject("$defs")
                .putObject("elsewhere")
                .put("description", "A value from elsewhere: ${env:NAME}, ${file:PATH:KEY}, ${dir:PATH:FILE}.")
                .put("type", "string")
                .put("pattern", "\\$\\{");
        ObjectNode any = root.withObject("/$defs").putObject("any");
        any.putArray("type").add("string").add("number").add("boolean");
    }

    /** The schema as JSON, with a line end. */
    public static String json() {
        ConfigSchema schema = new ConfigSchema();
        schema.sections();
        schema.tasks();
        schema.others();
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                            .writeValueAsString(schema.root)
                            .replace("\r\n", "\n") + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sections() {
        for (Section section : Section.all()) {
            for (Key<?> key : section.keys()) {
                properties.set(key.keyName(), of(key));
                if (section.perPipeline()) {
                    patterns.putObject("^pipeline\\." + NAME + "\\." + quoted(key.keyName()) + "$")
                            .put("$ref", "#/properties/" + key.keyName());
                }
            }
        }
    }

    private void tasks() {
        TaskKeys.ALL.forEach(key -> patterns.set(TASK + quoted(key.keyName()) + "$", of(key)));
        Map<String, Map<String, ObjectNode>> options = new TreeMap<>();
        Map<String, Map<String, ObjectNode>> conditions = new TreeMap<>();
        for (ResultType type : ResultTypes.ALL) {
            String kind = type.kind().name();
            ResultTypes.options(type.kind()).forEach(key -> gather(options, kind, key));
            type.conditions().forEach(key -> gather(conditions, kind, key));
        }
        options.forEach((key, kinds) -> patterns.set(TASK + quoted(key) + "$", ofKinds(kinds)));
        patterns.set(ROUTE + quoted(RouteSettings.TOPIC.keyName()) + "$", of(RouteSettings.TOPIC));
        conditions.forEach((key, kinds) -> patterns.set(ROUTE + quoted(key) + "$", ofKinds(kinds)));
    }

    private static void gather(Map<String, Map<String, ObjectNode>> all, String kind, Key<?> key) {
        all.computeIfAbsent(key.keyName(), unused -> new LinkedHashMap<>()).put(kind, of(key));
    }

    /** Kinds may have options of one name that differ. */
    private static ObjectNode ofKinds(Map<String, ObjectNode> kinds) {
        if (Set.copyOf(kinds.values()).size() == 1) {
            return kinds.values().iterator().next();
        }
        ObjectNode any = JSON.createObjectNode();
        ArrayNode all = any.putArray("anyOf");
        kinds.forEach((kind, schema) -> all.add(schema.put("title", "tasks of kind " + kind)));
        return any;
    }

    private static ObjectNode of(Key<?> key) {
        ObjectNode schema = ValueSchema.of(key.rule().expected());
        schema.put("description", key.doc());
        key.defaultText().filter(text -> !text.isEmpty()).ifPresent(text -> schema.put("default", text));
        return schema;
    }

    /** What is passed on: whether it is right others know. */
    private void others() {
        for (String name : TextmillConfig.keysOfTheSerdes()) {
            if (!properties.has(name)) {
                properties.putObject(name).put("$ref", "#/$defs/any");
            }
        }
        for (String name : TextmillConfig.oldKeys()) {
            properties.putObject(name).put("$ref", "#/$defs/any").put("deprecated", true);
        }
        for (String prefix : new String[] {"kafka", "serde", "otel", "schema\\.registry\\.(request\\.header|ssl)"}) {
            patterns.putObject("^" + prefix + "\\..+$").put("$ref", "#/$defs/any");
        }
    }

    private static String quoted(String key) {
        return key.replace(".", "\\.");
    }
}
