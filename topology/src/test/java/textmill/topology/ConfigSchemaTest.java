package textmill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import textmill.topology.config.ConfigException;
import textmill.topology.config.Key;
import textmill.topology.config.Section;
import textmill.topology.config.TaskKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.result.ResultType;
import textmill.topology.result.ResultTypes;

/** The schema as it lies in the repository, read by a validator, held against the parser. */
class ConfigSchemaTest {
    private static final Path FILE = Path.of("../docs/reference/textmill.schema.json");
    private static final Path PAGES = Path.of("../docs");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final Schema schema = REGISTRY.getSchema(ConfigSchema.json());

    /** Writes it with {@code mvn -pl topology -am test -Dtest=ConfigSchemaTest -Dtextmill.docs.write=true}. */
    @Test
    void shouldBeWhatTheKeysSay() throws IOException {
        if (Boolean.getBoolean("textmill.docs.write")) {
            Files.writeString(FILE, ConfigSchema.json());
        }

        assertThat(FILE).hasContent(ConfigSchema.json());
    }

    @Test
    void shouldBeASchema() throws IOException {
        Schema ofSchemas = REGISTRY.getSchema(
                com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(ofSchemas.validate(JSON.readTree(ConfigSchema.json()))).isEmpty();
        ObjectNode broken = (ObjectNode) JSON.readTree(ConfigSchema.json());
        broken.put("type", "objekt");
        assertThat(ofSchemas.validate(broken)).isNotEmpty();
    }

    @Test
    void shouldTakeEveryConfigurationOfThePages() throws IOException {
        int examples = 0;
        try (Stream<Path> pages = Files.walk(PAGES)) {
            for (Path page :
                    pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                for (String example : examples(Files.readString(page))) {
                    assertThat(errors(object(example)))
                            .as(page + "\n" + example)
                            .isEmpty();
                    examples++;
                }
            }
        }
        assertThat(examples).isGreaterThan(10);
    }

    @Test
    void shouldKnowEveryKeyAndItsDefault() {
        for (Section section : Section.all()) {
            section.keys().forEach(key -> {
                shouldTakeDefault(key.keyName(), key);
                if (section.perPipeline()) {
                    shouldTakeDefault("pipeline.a-b.", key);
                }
            });
        }
        TaskKeys.ALL.forEach(key -> shouldTakeDefault("task.a.", key));
        for (ResultType type : ResultTypes.ALL) {
            ResultTypes.options(type.kind()).forEach(key -> {
                shouldTakeDefault("task.a_1.", key);
                shouldTakeDefault("pipeline.p.task.a.", key);
            });
            type.conditions().forEach(key -> shouldTakeDefault("task.a.route.r.", key));
        }
    }

    private void shouldTakeDefault(String prefix, Key<?> key) {
        String name = prefix.endsWith(".") ? prefix + key.keyName() : key.keyName();
        String value = key.defaultText().filter(text -> !text.isEmpty()).orElse("${env:X}");
        assertThat(errors(JSON.createObjectNode().put(name, value)))
                .as(name + " = " + value)
                .isEmpty();
        assertThat(errors(JSON.createObjectNode().put(name, "${file:/run/secrets/x:y}")))
                .as(name)
                .isEmpty();
    }

    /** What is plainly wrong, both refuse. */
    @Test
    void shouldRefuseWhatTheParserRefuses() {
        Map<String, Object> wrong = new HashMap<>();
        wrong.put("http.port", 70_000);
        wrong.put("http.prot", "1");
        wrong.put("batch.linger.ms", "soon");
        wrong.put("graph.fusion", "perhaps");
        wrong.put("processing.guarantee", "twice");
        wrong.put("redact.rules", "mail,nonsense");
        wrong.put("task.a.top.kk.x.", "1");
        wrong.put("task..model", "x");
        wrong.put("pipeline.a.http.port", "1");
        wrong.put("pipeline.a b.input.topic", "x");
        wrong.put("tracing", "1");
        wrong.forEach((key, value) -> {
            JsonNode one = JSON.valueToTree(Map.of(key, value));
            assertThat(errors(one)).as(key).isNotEmpty();
            Map<String, String> settings = new HashMap<>(Map.of(
                    "bootstrap.servers", "127.0.0.1:1",
                    "schema.registry.url", "http://127.0.0.1:1",
                    "redact.topic", "redacted"));
            settings.put(key, value.toString());
            assertThat(refused(settings)).as(key).isTrue();
        });
        assertThat(errors(JSON.valueToTree(Map.of("http.port", 8_099, "graph.fusion", true, "tracing", "true"))))
                .isEmpty();
    }

    private static boolean refused(Map<String, String> settings) {
        try {
            TextmillConfig.parse(settings);
            return false;
        } catch (ConfigException e) {
            return true;
        }
    }

    private List<Error> errors(JsonNode configuration) {
        return schema.validate(configuration);
    }

    private static List<String> examples(String page) {
        return Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static ObjectNode object(String properties) throws IOException {
        Properties read = new Properties();
        read.load(new StringReader(properties));
        ObjectNode object = JSON.createObjectNode();
        read.stringPropertyNames()
                .forEach(name -> object.put(name, read.getProperty(name).strip()));
        return object;
    }
}
