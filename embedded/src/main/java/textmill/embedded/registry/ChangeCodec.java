package textmill.embedded.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the records of the schemas topic in Confluent's own JSON shapes, so that its registry can take over
 * a topic that this one has written, and the other way round.
 *
 * <p>Source: the topic of a Confluent registry, whose keys carry {@code keytype}, subject, version and {@code magic}
 * (1 for schemas, 0 for the others).
 */
final class ChangeCodec {

    private final ObjectMapper json = new ObjectMapper();

    byte[] key(Change change) {
        ObjectNode key = json.createObjectNode();
        if (change instanceof Change.Put put) {
            schemaKey(key, put.schema().subject(), put.schema().version());
        } else if (change instanceof Change.Purge purge) {
            schemaKey(key, purge.subject(), purge.version());
        } else if (change instanceof Change.DeleteSubject delete) {
            key.put("keytype", "DELETE_SUBJECT")
                    .put("subject", delete.subject())
                    .put("magic", 0);
        } else if (change instanceof Change.SetLevel level) {
            key.put("keytype", "CONFIG").put("subject", level.subject()).put("magic", 0);
        } else {
            key.put("keytype", "NOOP").put("magic", 0);
        }
        return bytes(key);
    }

    byte @Nullable [] value(Change change) {
        ObjectNode value = json.createObjectNode();
        if (change instanceof Change.Put put) {
            StoredSchema schema = put.schema();
            value.put("subject", schema.subject()).put("version", schema.version());
            value.put("id", schema.id()).put("schema", schema.schema()).put("deleted", schema.deleted());
        } else if (change instanceof Change.DeleteSubject delete) {
            value.put("subject", delete.subject()).put("version", delete.upTo());
        } else if (change instanceof Change.SetLevel level && level.level() != null) {
            value.put("compatibilityLevel", level.level().name());
        } else if (change instanceof Change.Noop noop && noop.highestId() > 0) {
            value.put("highestId", noop.highestId()); // Confluent's registry does not look at the value of a NOOP
        } else {
            return null;
        }
        return bytes(value);
    }

    /** Reads one record. Throws {@link IOException} if it is not JSON or lacks a field that its kind needs. */
    Change decode(byte @Nullable [] keyBytes, byte @Nullable [] valueBytes) throws IOException {
        JsonNode key = json.readTree(keyBytes == null ? new byte[0] : keyBytes);
        JsonNode value = valueBytes == null ? null : json.readTree(valueBytes);
        return switch (key.path("keytype").asText()) {
            case "SCHEMA" -> schema(text(key, "subject"), number(key, "version"), value);
            case "DELETE_SUBJECT" ->
                value == null
                        ? new Change.Noop(0)
                        : new Change.DeleteSubject(text(key, "subject"), number(value, "version"));
            case "CONFIG" -> level(key.path("subject").textValue(), value);
            case "NOOP" ->
                new Change.Noop(value == null ? 0 : value.path("highestId").asInt(0));
            default -> new Change.Noop(0);
        };
    }

    private static Change schema(String subject, int version, @Nullable JsonNode value) throws IOException {
        if (value == null) {
            return new Change.Purge(subject, version);
        }
        if (!value.path("schemaType").asText("AVRO").equals("AVRO")) {
            throw new IOException("version " + version + " of " + subject + " is not Avro");
        }
        return new Change.Put(new StoredSchema(
                subject,
                version,
                number(value, "id"),
                text(value, "schema"),
                value.path("deleted").asBoolean(false)));
    }

    private static Change level(@Nullable String subject, @Nullable JsonNode value) throws IOException {
        if (value == null) {
            return new Change.SetLevel(subject, null);
        }
        String name = text(value, "compatibilityLevel");
        return new Change.SetLevel(
                subject,
                CompatibilityLevel.named(name).orElseThrow(() -> new IOException("compatibility level " + name)));
    }

    private static void schemaKey(ObjectNode key, String subject, int version) {
        key.put("keytype", "SCHEMA")
                .put("subject", subject)
                .put("version", version)
                .put("magic", 1);
    }

    private static String text(JsonNode node, String field) throws IOException {
        String text = node.path(field).textValue();
        if (text == null) {
            throw new IOException("no text in field '" + field + "'");
        }
        return text;
    }

    private static int number(JsonNode node, String field) throws IOException {
        if (!node.path(field).canConvertToInt()) {
            throw new IOException("no number in field '" + field + "'");
        }
        return node.path(field).intValue();
    }

    private byte[] bytes(ObjectNode node) {
        try {
            return json.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers is always JSON", e);
        }
    }
}
