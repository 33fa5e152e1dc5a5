package textmill.schema.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;

/** Confluent's REST API, one request per call: no cache, no retry. Safe to share between threads. */
public final class RestSchemaRegistry implements SchemaRegistry {
    private static final String ID = "id";
    private static final int UNKNOWN_PATH = 404;
    private static final int UNKNOWN_SCHEMA = 40403;

    private final RegistryHttp http;
    private final SchemaAnswers schemas;
    private final boolean normalize;

    RestSchemaRegistry(RegistryClientConfig config, RegistryTraffic traffic) {
        this(config, new RegistryHttp(config, traffic));
    }

    private RestSchemaRegistry(RegistryClientConfig config, RegistryHttp http) {
        this.http = http;
        this.schemas = new SchemaAnswers(path -> http.get(path, SchemaAnswers.SCHEMA));
        this.normalize = config.http().normalize();
    }

    /** Asks by a client of the caller's. */
    RestSchemaRegistry(RegistryClientConfig config, HttpClient client) {
        this(config, new RegistryHttp(config, new RegistryTraffic(), client));
    }

    /**
     * A client without cache and retries, for tools and administration; serdes want {@link SchemaRegistry#connect}.
     *
     * @throws org.apache.kafka.common.config.ConfigException naming the key that is missing or wrong
     */
    public static RestSchemaRegistry connect(Map<String, ?> configs) {
        return new RestSchemaRegistry(RegistryClientConfig.from(configs), new RegistryTraffic());
    }

    @Override
    public int register(String subject, Schema schema) {
        return id(subjectPath(subject) + "/versions" + normalizeQuery(), schema);
    }

    /**
     * The schema is looked for as it is and then without the properties that Avro's code generator adds for Java alone:
     * as it stands in the file that the class was generated from.
     */
    @Override
    public int idOf(String subject, Schema schema) {
        String path = subjectPath(subject) + normalizeQuery();
        try {
            return id(path, schema);
        } catch (RegistryRefusedException e) {
            Schema plain = JavaProperties.without(schema);
            if (e.errorCode() != UNKNOWN_SCHEMA || plain.equals(schema)) {
                throw e;
            }
            return id(path, plain);
        }
    }

    private int id(String path, Schema schema) {
        return http.send("POST", path, body(schema), ID).path(ID).intValue();
    }

    @Override
    public Schema byId(int id) {
        return schemas.parse("id " + id, http.get("/schemas/ids/" + id, SchemaAnswers.SCHEMA));
    }

    @Override
    public Schema byGuid(UUID guid) {
        try {
            return schemas.parse("guid " + guid, http.get("/schemas/guids/" + guid, SchemaAnswers.SCHEMA));
        } catch (RegistryUnavailableException e) {
            if (e.isUnknownPath()) {
                http.get("/schemas/types"); // Throws if it is the address that is wrong.
                throw new RegistryRefusedException(
                        "This schema registry does not know schemas by their guid (Confluent's does from 8.0 on), so not "
                                + guid + " either",
                        UNKNOWN_PATH,
                        UNKNOWN_SCHEMA);
            }
            throw e;
        }
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
        JsonNode answer = http.get("/subjects");
        List<String> names = new ArrayList<>();
        for (JsonNode name : answer) {
            if (name.isTextual()) {
                names.add(name.textValue());
            }
        }
        if (!answer.isArray() || names.size() < answer.size()) {
            throw new RegistryUnavailableException(
                    "The answer to GET /subjects is no list of names: is this a schema registry? Check "
                            + RegistryClientKeys.URL,
                    null);
        }
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
        String path = "/compatibility" + subjectPath(subject) + "/versions/latest";
        String compatible = "is_compatible";
        return http.send("POST", path, body(schema), compatible)
                .path(compatible)
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
        http.send("PUT", "/config/" + encode(subject), body, "compatibility");
    }

    private RegisteredSchema version(String subject, String version) {
        JsonNode answer = http.get(subjectPath(subject) + "/versions/" + version, SchemaAnswers.SCHEMA, ID);
        Schema schema = schemas.parse("version " + version + " of subject " + subject, answer);
        return new RegisteredSchema(
                answer.path("subject").asText(subject),
                answer.path("version").asInt(),
                answer.path(ID).intValue(),
                schema);
    }

    private String normalizeQuery() {
        return normalize ? "?normalize=true" : "";
    }

    private static ObjectNode body(Schema schema) {
        return JsonNodeFactory.instance.objectNode().put(SchemaAnswers.SCHEMA, schema.toString());
    }

    static String subjectPath(String subject) {
        return "/subjects/" + encode(subject);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
