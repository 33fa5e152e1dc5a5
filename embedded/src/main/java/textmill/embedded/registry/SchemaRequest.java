package textmill.embedded.registry;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.avro.Schema;

/** Reads the body of a registration, a look-up or a compatibility check, and refuses what this registry cannot do. */
final class SchemaRequest {

    private SchemaRequest() {}

    static Schema schemaIn(JsonNode body) {
        String type = body.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO") && !body.path("schemaType").isNull()) {
            throw RegistryException.invalidSchema("schema type " + type
                    + " is not supported: this registry is for quick start and tests and knows AVRO only");
        }
        refuse(body, "references", "schema references");
        refuse(body, "ruleSet", "rule sets");
        refuse(body, "metadata", "schema metadata");
        if (body.path("id").asInt(-1) > 0) {
            throw new RegistryException(
                    422, 42205, "a schema cannot be registered under a chosen id: mode is READWRITE, not IMPORT");
        }
        JsonNode schema = body.path("schema");
        if (!schema.isTextual()) {
            throw RegistryException.invalidSchema("no 'schema' in the body: expected an Avro schema as a JSON string");
        }
        return AvroSchemas.parse(schema.textValue());
    }

    private static void refuse(JsonNode body, String field, String what) {
        JsonNode value = body.path(field);
        if (!value.isMissingNode() && !value.isNull() && !value.isEmpty()) {
            throw RegistryException.invalidSchema(
                    what + " ('" + field + "') are not supported by this registry: use a full one");
        }
    }
}
