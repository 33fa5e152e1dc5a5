package textmill.schema.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** Confluent's REST API, one request per call: no cache, no retry. Safe to share between threads. */
public final class RestSchemaRegistry implements SchemaRegistry {
    private static final String SCHEMA = "schema";
    private static final int MAX_REFERENCES = 1000;

    private final RegistryHttp http;
    private final boolean normalize;

    RestSchemaRegistry(RegistryConfig config) {
        this.http = new RegistryHttp(config.endpoints(), config.http());
        this.normalize = config.http().normalize();
    }

    /**
     * A client without cache and retries, for tools and administration; serdes want {@link SchemaRegistry#connect}.
     *
     * @throws org.apache.kafka.common.config.ConfigException naming the key that is missing or wrong
     */
    public static RestSchemaRegistry connect(Map<String, ?> configs) {
        return new RestSchemaRegistry(RegistryConfig.from(configs));
    }

    @Override
    public int register(String subject, Schema schema) {
        return http.send("POST", subjectPath(subject) + "/versions" + normalizeQuery(), body(schema))
                .path("id")
                .asInt();
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return http.send("POST", subjectPath(subject) + normalizeQuery(), body(schema))
                .path("id")
                .asInt();
    }

    @Override
    public Schema byId(int id) {
        return parse("id " + id, http.get("/schemas/ids/" + id));
    }

    @Override
    public RegisteredSchema latest(String subject) {
        return version(subject, "latest");
    }

    /** One version of a subject. */
    public RegisteredSchema version(String subject, int version) {
        return version(subject, Integer.toString(version));
    }

    /** All subjects. Also the cheapest question that proves that the registry is there. */
    public List<String> subjects() {
        List<String> names = new ArrayList<>();
        http.get("/subjects").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** The version numbers of a subject, in rising order. */
    public List<Integer> versions(String subject) {
        List<Integer> versions = new ArrayList<>();
        http.get(subjectPath(subject) + "/versions").forEach(version -> versions.add(version.asInt()));
        return versions;
    }

    /** Whether the registry would take this schema as the next version of a subject that exists. */
    public boolean isCompatible(String subject, Schema schema) {
        return http.send("POST", "/compatibility" + subjectPath(subject) + "/versions/latest", body(schema))
                .path("is_compatible")
                .asBoolean();
    }

    /** The rule that new versions of a subject must keep, for example {@code FULL_TRANSITIVE}; the global one if it has none. */
    public String compatibility(String subject) {
        JsonNode answer = http.get("/config/" + encode(subject) + "?defaultToGlobal=true");
        return answer.path("compatibilityLevel").asText();
    }

    /** Sets that rule for one subject. */
    public void setCompatibility(String subject, String level) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("compatibility", level);
        http.send("PUT", "/config/" + encode(subject), body);
    }

    private RegisteredSchema version(String subject, String version) {
        JsonNode answer = http.get(subjectPath(subject) + "/versions/" + version);
        Schema schema = parse("version " + version + " of subject " + subject, answer);
        return new RegisteredSchema(
                answer.path("subject").asText(subject),
                answer.path("version").asInt(),
                answer.path("id").asInt(),
                schema);
    }

    private Schema parse(String what, JsonNode answer) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw new UnreadableSchemaException(
                    "The schema registry holds a schema of type " + type + " under " + what + ", expected AVRO", null);
        }
        try {
            // Names and defaults are the registry's to judge: whatever it accepted is to be read.
            Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
            parseReferences(parser, answer, new HashSet<>());
            return parser.parse(answer.path(SCHEMA).asText());
        } catch (org.apache.avro.AvroRuntimeException e) {
            throw new UnreadableSchemaException(
                    "Avro cannot read the schema that the registry holds under " + what + ": " + e.getMessage(), e);
        }
    }

    /** Types that a schema takes from other subjects are parsed first, the innermost first. */
    private void parseReferences(Schema.Parser parser, JsonNode answer, Set<String> seen) {
        for (JsonNode reference : answer.path("references")) {
            String subject = reference.path("subject").asText();
            int version = reference.path("version").asInt();
            if (seen.size() < MAX_REFERENCES && seen.add(subject + "/" + version)) {
                JsonNode referenced = http.get(subjectPath(subject) + "/versions/" + version);
                parseReferences(parser, referenced, seen);
                parser.parse(referenced.path(SCHEMA).asText());
            }
        }
    }

    private String normalizeQuery() {
        return normalize ? "?normalize=true" : "";
    }

    private static ObjectNode body(Schema schema) {
        return JsonNodeFactory.instance.objectNode().put(SCHEMA, schema.toString());
    }

    private static String subjectPath(String subject) {
        return "/subjects/" + encode(subject);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
