package textmill.cli.anomalies;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
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

    private static final String TEXT = "text";
    private static final String KEY = "key";
    private static final String LABEL = "label";

    /** What other fields hold is skipped, whatever its size. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNestingDepth(100_000)
                    .build())
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** A line that is none, without its content. */
    static final class BadLineException extends Exception {
        private static final long serialVersionUID = 1L;

        BadLineException(String message) {
            super(message);
        }
    }

    /**
     * The value of a field.
     *
     * @param text as written, null unless it is a scalar
     */
    private record Value(JsonToken token, @Nullable String text) {}

    /**
     * Reads a line. Of a name that occurs twice the last counts.
     *
     * @throws BadLineException if it is no JSON object with a string "text" and, if it has them, a "key" and a "label"
     *     that are strings, numbers or truth values
     */
    static BacktestLine parse(String line) throws BadLineException {
        Map<String, Value> values = values(line);
        Value text = values.get(TEXT);
        if (text == null || text.token != JsonToken.VALUE_STRING || text.text == null) {
            throw new BadLineException("field 'text' must be a string, found " + kind(text));
        }
        String key = scalar(values, KEY);
        return new BacktestLine(text.text, key == null ? "" : key, scalar(values, LABEL));
    }

    /** True if the label says that the text is unusual; null without a label. */
    @Nullable
    Boolean odd() {
        return label == null ? null : !NORMAL.contains(label.toLowerCase(Locale.ROOT));
    }

    private static Map<String, Value> values(String line) throws BadLineException {
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw none();
            }
            Map<String, Value> values = new HashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (name.equals(TEXT) || name.equals(KEY) || name.equals(LABEL)) {
                    values.put(name, new Value(token, token.isScalarValue() ? parser.getText() : null));
                }
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw none();
            }
            return values;
        } catch (JsonProcessingException e) {
            throw none(); // its message quotes the line
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory cannot fail", e);
        }
    }

    private static BadLineException none() {
        return new BadLineException("expected a JSON object with a field 'text'");
    }

    private static @Nullable String scalar(Map<String, Value> values, String name) throws BadLineException {
        Value value = values.get(name);
        if (value == null || value.token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value.text == null) {
            throw new BadLineException(
                    "field '" + name + "' must be a string, a number or a truth value, found " + kind(value));
        }
        return value.text;
    }

    private static String kind(@Nullable Value value) {
        if (value == null) {
            return "none";
        }
        return switch (value.token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            default -> "a number";
        };
    }
}
