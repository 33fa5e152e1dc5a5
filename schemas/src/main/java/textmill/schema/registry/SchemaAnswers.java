package textmill.schema.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Makes Avro schemas of the registry's answers, with the schemas that they refer to. */
final class SchemaAnswers {
    static final String SCHEMA = "schema";

    private static final int MAX_REFERENCES = 1000;

    private final Function<String, JsonNode> get;

    /** @param get asks for a path */
    SchemaAnswers(Function<String, JsonNode> get) {
        this.get = get;
    }

    /**
     * The schema in an answer.
     *
     * @param what names what was asked for, in messages
     */
    Schema parse(String what, JsonNode answer) {
        String type = type(answer);
        if (!type.equals(UnreadableSchemaException.AVRO)) {
            throw new UnreadableSchemaException(
                    "The schema registry holds a schema of type " + type + " under " + what + ", expected AVRO",
                    type,
                    null);
        }
        List<String> texts = new ArrayList<>();
        collectReferences(what, answer, new HashSet<>(), texts);
        texts.add(text(answer));
        try {
            // Names and defaults are the registry's to judge: whatever it accepted is to be read.
            Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
            Schema parsed = null;
            for (String text : texts) {
                parsed = parser.parse(text);
            }
            return required(parsed);
        } catch (RuntimeException | StackOverflowError e) {
            throw new UnreadableSchemaException(
                    "Avro cannot read the schema that the registry holds under " + what + ": " + words(e), type, e);
        }
    }

    /** Types that a schema takes from other subjects are parsed first, the innermost first. */
    private void collectReferences(String what, JsonNode answer, Set<String> seen, List<String> texts) {
        for (JsonNode reference : answer.path("references")) {
            String subject = reference.path("subject").asText();
            int version = reference.path("version").asInt();
            if (seen.size() < MAX_REFERENCES && seen.add(subject + "/" + version)) {
                JsonNode referenced = referenced(what, subject, version);
                collectReferences(what, referenced, seen, texts);
                texts.add(text(referenced));
            }
        }
    }

    /** Deleted versions too: they are hidden from those who write, and records that were written with them remain. */
    private JsonNode referenced(String what, String subject, int version) {
        try {
            return get.apply(RestSchemaRegistry.subjectPath(subject) + "/versions/" + version + "?deleted=true");
        } catch (RegistryRefusedException e) {
            throw new UnreadableSchemaException(
                    "The schema that the registry holds under " + what + " refers to version " + version
                            + " of subject " + subject + ", which it does not have: " + e.getMessage(),
                    UnreadableSchemaException.AVRO,
                    e);
        }
    }

    private static String type(JsonNode answer) {
        String type = answer.path("schemaType").asText("");
        return type.isEmpty() || type.equals("null") ? UnreadableSchemaException.AVRO : type;
    }

    /** The schema's text; that it is there has been checked with the answer. */
    private static String text(JsonNode answer) {
        return answer.path(SCHEMA).asText();
    }

    private static Schema required(@Nullable Schema parsed) {
        if (parsed == null) {
            throw new IllegalStateException("no schema was parsed");
        }
        return parsed;
    }

    private static String words(Throwable problem) {
        // Parsers say in lines of their own where they stopped.
        return problem instanceof StackOverflowError
                ? "it is nested too deep"
                : Verdicts.shortened(String.valueOf(problem.getMessage()));
    }
}
