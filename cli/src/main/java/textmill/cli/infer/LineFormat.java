package textmill.cli.infer;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import textmill.runtime.text.TextInput;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;
import textmill.schema.text.JsonText;

/** What a line of input is. */
enum LineFormat {
    /** The line is the text. */
    TEXT {
        @Override
        Parsed parse(String line) {
            return Parsed.of(TextInput.of(line));
        }
    },
    /**
     * The line is a JSON string, or a JSON object with a string field {@code text} and perhaps a second text in {@code pair}
     * or {@code text_pair}; other fields are ignored.
     */
    JSONL {
        @Override
        Parsed parse(String line) {
            try {
                boolean whole = isString(line);
                String text = (whole ? WHOLE : IN_OBJECT).find(line);
                if (text == null) {
                    return Parsed.error("field '" + FIELD + "' must be a string, found null");
                }
                return whole ? Parsed.of(TextInput.of(text)) : withPair(text, line);
            } catch (BadRecordException e) {
                return Parsed.error(String.valueOf(e.getMessage())); // which never quotes the line
            }
        }
    };

    private static final String FIELD = "text";
    private static final JsonText IN_OBJECT = JsonText.at(FIELD);
    private static final JsonText WHOLE = JsonText.at("");
    private static final Map<String, JsonText> PAIRS =
            Map.of("pair", JsonText.at("pair"), "text_pair", JsonText.at("text_pair"));

    /** Reads one line. */
    abstract Parsed parse(String line);

    /**
     * What to submit, or why there is nothing: exactly one of the two is null.
     *
     * @param input the text, with its pair
     * @param problem what was expected and found, without content
     */
    record Parsed(@Nullable TextInput input, @Nullable String problem) {
        static Parsed of(TextInput input) {
            return new Parsed(input, null);
        }

        static Parsed error(String problem) {
            return new Parsed(null, problem);
        }
    }

    /**
     * Reads lines that may name a prompt.
     *
     * @param promptField of JSON lines, which holds the name of a prompt where it is there and not null; null for no such field
     */
    Function<String, Parsed> reading(@Nullable String promptField) {
        if (promptField == null) {
            return this::parse;
        }
        JsonText at = JsonText.at(promptField);
        return line -> {
            Parsed parsed = parse(line);
            TextInput input = parsed.input();
            if (input == null || isString(line)) {
                return parsed;
            }
            try {
                return Parsed.of(new TextInput(input.text(), input.pair(), found(at, line)));
            } catch (BadRecordException e) {
                return Parsed.error(String.valueOf(e.getMessage()));
            }
        };
    }

    /** The format that a file's name suggests: {@code .jsonl} and {@code .ndjson} are JSON lines. */
    static LineFormat ofFileName(String name) {
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") ? JSONL : TEXT;
    }

    private static Parsed withPair(String text, String line) {
        String pair = null;
        for (JsonText field : PAIRS.values()) {
            String found = found(field, line);
            if (found != null && pair != null && !found.equals(pair)) {
                return Parsed.error("fields 'pair' and 'text_pair' must not differ: one of them is the second text");
            }
            pair = found == null ? pair : found;
        }
        return Parsed.of(new TextInput(text, pair, null));
    }

    private static @Nullable String found(JsonText field, String line) {
        try {
            return field.find(line);
        } catch (BadRecordException e) {
            if (e.reason() == BadRecordReason.MISSING_FIELD) {
                return null;
            }
            throw e;
        }
    }

    private static boolean isString(String line) {
        String value = line.strip();
        return value.startsWith("\"") || value.startsWith("\uFEFF\"");
    }
}
