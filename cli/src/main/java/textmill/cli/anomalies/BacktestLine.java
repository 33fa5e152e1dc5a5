package textmill.cli.anomalies;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line of input.
 *
 * @param text the text
 * @param key whose it is; empty without a key
 * @param label what it is said to be, or null
 */
record BacktestLine(String text, String key, @Nullable String label) {
    /** Labels of texts that should give no alarm. */
    static final Set<String> NORMAL = Set.of("normal", "ham", "clean", "ok", "none", "false", "0");

    private static final ObjectReader JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .readerFor(JsonNode.class);

    /** A line that is none, without its content. */
    static final class BadLineException extends Exception {
        BadLineException(String message) {
            super(message);
        }
    }

    /**
     * Reads a line.
     *
     * @throws BadLineException if it is no JSON object with a string "text" and, if it has them, a "key" and a "label"
     *     that are strings, numbers or truth values
     */
    static BacktestLine parse(String line) throws BadLineException {
        JsonNode object = object(line);
        JsonNode text = object.path("text");
        if (!text.isTextual()) {
            throw new BadLineException("field 'text' must be a string, found "
                    + text.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        String key = scalar(object, "key");
        return new BacktestLine(text.textValue(), key == null ? "" : key, scalar(object, "label"));
    }

    /** True if the label says that the text is unusual; null without a label. */
    @Nullable
    Boolean odd() {
        return label == null ? null : !NORMAL.contains(label.toLowerCase(Locale.ROOT));
    }

    private static JsonNode object(String line) throws BadLineException {
        try {
            JsonNode read = JSON.readValue(line);
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (JsonProcessingException e) {
            // Its message quotes the line.
        }
        throw new BadLineException("expected a JSON object with a field 'text'");
    }

    private static @Nullable String scalar(JsonNode object, String name) throws BadLineException {
        JsonNode value = object.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isValueNode()) {
            throw new BadLineException("field '" + name + "' must be a string, a number or a truth value, found "
                    + value.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        return value.asText();
    }
}
