package textmill.embedded.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Parses Avro schemas. */
final class AvroSchemas {

    private AvroSchemas() {}

    /** Parses a schema that somebody sends, names and defaults checked. */
    static Schema parse(String text) {
        if (text.isBlank()) {
            throw RegistryException.invalidSchema("the schema is empty: expected an Avro schema in JSON");
        }
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            // The parser wraps Jackson's complaint about what is no JSON at all; its words alone are of use.
            String found = e.getCause() instanceof JsonProcessingException jsonError
                    ? jsonError.getOriginalMessage()
                    : String.valueOf(e.getMessage());
            throw RegistryException.invalidSchema("not a valid Avro schema: " + found);
        }
    }

    /** Parses a schema that was accepted before, perhaps by a registry that checked less. */
    static Schema parseStored(String text) {
        return new Schema.Parser().setValidateDefaults(false).parse(text);
    }
}
