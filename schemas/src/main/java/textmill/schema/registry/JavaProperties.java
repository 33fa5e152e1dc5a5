package textmill.schema.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;

/** What Avro's code generator adds to schemas for Java alone. It has no say in how records are written. */
public final class JavaProperties {
    private static final String JAVA_STRING = "avro.java.string";
    private static final ObjectMapper JSON = new ObjectMapper();

    private JavaProperties() {}

    /** The schema without them: as it stands in the file that the class was generated from. */
    public static Schema without(Schema schema) {
        try {
            JsonNode json = JSON.readTree(schema.toString());
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
        json.forEach(JavaProperties::strip);
    }
}
