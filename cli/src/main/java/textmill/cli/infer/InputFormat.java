package textmill.cli.infer;

import org.jspecify.annotations.Nullable;
import textmill.schema.serde.BadRecordException;
import textmill.schema.text.JsonText;

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
            try {
                String text = (isString(line) ? WHOLE : IN_OBJECT).find(line);
                return text == null
                        ? Parsed.error("field '" + FIELD + "' must be a string, found null")
                        : Parsed.text(text);
            } catch (BadRecordException e) {
                return Parsed.error(String.valueOf(e.getMessage())); // which never quotes the line
            }
        }
    };

    private static final String FIELD = "text";
    private static final JsonText IN_OBJECT = JsonText.at(FIELD);
    private static final JsonText WHOLE = JsonText.at("");

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

    private static boolean isString(String line) {
        String value = line.strip();
        return value.startsWith("\"") || value.startsWith("\uFEFF\"");
    }
}
