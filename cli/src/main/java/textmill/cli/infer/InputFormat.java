package textmill.cli.infer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a line of input is. */
enum InputFormat {
    /** The line is the text. */
    TEXT {
        @Override
        Parsed parse(String line) {
            return Parsed.text(line);
        }
    },
    /** The line is a JSON string, or a JSON object with a string field {@code text}; other fields are ignored. */
    JSONL {
        @Override
        Parsed parse(String line) {
            try (JsonParser parser = JSON.createParser(line)) {
                JsonToken first = parser.nextToken();
                if (first == JsonToken.VALUE_STRING) {
                    return complete(parser, parser.getText());
                }
                if (first != JsonToken.START_OBJECT) {
                    return Parsed.error("expected a JSON object or string, found " + describe(first));
                }
                return parseObject(parser);
            } catch (IOException e) {
                // The parser's own message quotes the line; only the place is repeated.
                return Parsed.error("not valid JSON");
            }
        }
    };

    private static final JsonFactory JSON = new JsonFactory();
    private static final String FIELD = "text";

    /** Reads one line. */
    abstract Parsed parse(String line);

    /**
     * A text, or why there is none: exactly one of the two is null.
     *
     * @param text the text
     * @param problem what was expected and found, without content
     */
    record Parsed(@Nullable String text, @Nullable String problem) {
        static Parsed text(String text) {
            return new Parsed(text, null);
        }

        static Parsed error(String problem) {
            return new Parsed(null, problem);
        }
    }

    /** The format that a file's name suggests: {@code .jsonl} and {@code .ndjson} are JSON lines. */
    static InputFormat ofFileName(String name) {
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") ? JSONL : TEXT;
    }

    private static Parsed parseObject(JsonParser parser) throws IOException {
        String text = null;
        String problem = "the object has no field '" + FIELD + "'";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = FIELD.equals(parser.currentName());
            JsonToken value = parser.nextToken();
            if (wanted && value == JsonToken.VALUE_STRING) {
                text = parser.getText();
            } else if (wanted) {
                problem = "field '" + FIELD + "' must be a string, found " + describe(value);
            }
            parser.skipChildren();
        }
        return text == null ? Parsed.error(problem) : complete(parser, text);
    }

    private static Parsed complete(JsonParser parser, String text) throws IOException {
        return parser.nextToken() == null ? Parsed.text(text) : Parsed.error("more than one JSON value in the line");
    }

    private static String describe(@Nullable JsonToken token) {
        if (token == null) {
            return "an empty line";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            default -> "something else";
        };
    }
}
