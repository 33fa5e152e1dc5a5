package textmill.schema.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import textmill.schema.registry.RegisteredSchema;
import textmill.schema.registry.SchemaRegistry;

/** Decides with which schema, and so with which id, a record is written. */
final class SchemaChoice {
    private static final String JAVA_STRING = "avro.java.string";

    /**
     * @param id goes into the header
     * @param schema the schema of that id, as far as the body is concerned
     */
    record Chosen(int id, Schema schema) {}

    private final SchemaRegistry registry;
    private final SerdeConfig config;

    SchemaChoice(SchemaRegistry registry, SerdeConfig config) {
        this.registry = registry;
        this.config = config;
    }

    Chosen choose(String topic, Schema schema) {
        String recordName = schema.getType() == Schema.Type.RECORD ? schema.getFullName() : null;
        String subject = config.strategy().subject(topic, config.isKey(), recordName);
        SerdeConfig.Writing writing = config.writing();
        Schema published = writing.removeJavaProperties() ? withoutJavaProperties(schema) : schema;
        if (writing.autoRegister()) {
            return new Chosen(registry.register(subject, published), schema);
        }
        if (writing.useLatest()) {
            RegisteredSchema latest = registry.latest(subject);
            return new Chosen(latest.id(), latest.schema());
        }
        return new Chosen(registry.idOf(subject, published), schema);
    }

    private static Schema withoutJavaProperties(Schema schema) {
        try {
            JsonNode json = new ObjectMapper().readTree(schema.toString());
            strip(json);
            return new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(json.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A schema's own text is not JSON: " + schema.getFullName(), e);
        }
    }

    private static void strip(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.remove(JAVA_STRING);
        }
        json.forEach(SchemaChoice::strip);
    }
}
