package textmill.schema.text;

import static textmill.schema.serde.BadRecordReason.AMBIGUOUS_FIELD;
import static textmill.schema.serde.BadRecordReason.MALFORMED_JSON;
import static textmill.schema.serde.BadRecordReason.MISSING_FIELD;
import static textmill.schema.serde.BadRecordReason.WRONG_FIELD_TYPE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import textmill.schema.serde.BadRecordException;

/**
 * A string at a path of a JSON value, found without building a tree. The whole value must be well-formed; of a name that
 * occurs twice the last counts, whatever it holds. Thread-safe.
 */
public final class JsonText {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Objects and arrays within each other. Each costs some 60 bytes while the value is read, and no stack. */
    static final int MAX_NESTING = 100_000;

    /** The value is in memory already and its numbers are not computed with, so that lengths need no further bound. */
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxStringLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .maxNestingDepth(MAX_NESTING)
            .build();

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            // Names are hostile input here: they must not fill a table that outlives the record.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final FieldPath path;

    JsonText(FieldPath path) {
        this.path = path;
    }

    /**
     * For a path.
     *
     * @param dotted names of objects' members, for example {@code payload.body}; empty for a value that is itself the text
     */
    public static JsonText at(String dotted) {
        return new JsonText(FieldPath.parse(dotted));
    }

    /**
     * The string, or null if null is there or on the way.
     *
     * @throws BadRecordException {@code MALFORMED_JSON} with the place, {@code MISSING_FIELD} or {@code WRONG_FIELD_TYPE}; it
     *     never quotes the value
     */
    public @Nullable String find(String json) {
        return findIn(json).text();
    }

    /**
     * The value with another string in the place of that at the path; nothing else is changed, not even blanks.
     *
     * @return the value itself if null is at the path or on the way
     * @throws BadRecordException as {@link #find}, and {@code AMBIGUOUS_FIELD} if a name on the path occurs twice
     */
    String replace(String json, UnaryOperator<String> change) {
        Found found = findIn(json);
        if (found.twice()) {
            throw new BadRecordException(
                    AMBIGUOUS_FIELD,
                    "A name of " + path
                            + " occurs twice in one JSON object: it is not certain which one a reader takes");
        }
        if (found.text() == null) {
            return json;
        }
        int mark = marked(json) ? 1 : 0;
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(change.apply(found.text())));
        return json.substring(0, mark + found.from()) + '"' + quoted + '"' + json.substring(mark + found.to());
    }

    private static boolean marked(String json) {
        return !json.isEmpty() && json.charAt(0) == BYTE_ORDER_MARK;
    }

    private Found findIn(String json) {
        try (JsonParser parser = FACTORY.createParser(marked(json) ? json.substring(1) : json)) {
            Found found = find(parser);
            if (found.problem() != null) {
                throw found.problem();
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory cannot fail", e);
        }
    }

    private Found find(JsonParser parser) throws IOException {
        try {
            Found found = find(parser, 0);
            if (parser.nextToken() != null) {
                throw malformed("more after it");
            }
            return found;
        } catch (StreamConstraintsException e) {
            throw malformed("more than " + MAX_NESTING + " objects and arrays within each other"
                    + place(parser.currentLocation()));
        } catch (JsonProcessingException e) {
            // Jackson's message may quote the payload: only the place is told.
            JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
            throw malformed("malformed JSON" + place(at));
        }
    }

    /**
     * What stands at the path: a text, null for null, or a problem. Problems are values, because what comes later in the
     * document may replace them.
     *
     * @param from index of the text's opening quote
     * @param to index behind its closing quote
     * @param twice a name on the path occurred more than once
     */
    private record Found(@Nullable String text, @Nullable BadRecordException problem, int from, int to, boolean twice) {
        static final Found NULL = new Found(null, null, 0, 0, false);

        static Found problem(BadRecordException problem) {
            return new Found(null, problem, 0, 0, false);
        }

        Found again() {
            return new Found(text, problem, from, to, true);
        }
    }

    private Found find(JsonParser parser, int depth) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw malformed("nothing");
        }
        if (token == JsonToken.VALUE_NULL) {
            return Found.NULL;
        }
        boolean last = depth == path.depth();
        if (last && token == JsonToken.VALUE_STRING) {
            int from = (int) parser.currentTokenLocation().getCharOffset();
            String text = parser.getText(); // reads to the closing quote
            return new Found(text, null, from, (int) parser.currentLocation().getCharOffset(), false);
        }
        if (!last && token == JsonToken.START_OBJECT) {
            return findInObject(parser, depth);
        }
        parser.skipChildren();
        return Found.problem(wrongType(token, last ? "a string" : "an object with '" + path.name(depth) + "'"));
    }

    private Found findInObject(JsonParser parser, int depth) throws IOException {
        Found found = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (name.equals(path.name(depth))) {
                Found next = find(parser, depth + 1);
                found = found == null ? next : next.again();
            } else {
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return found == null ? Found.problem(missing(depth)) : found;
    }

    private BadRecordException malformed(String found) {
        return new BadRecordException(
                MALFORMED_JSON, "Expected one JSON value with a string at " + path + ", found " + found);
    }

    private BadRecordException missing(int depth) {
        return new BadRecordException(
                MISSING_FIELD,
                "Expected a string at " + path + " of a JSON value, but there is no '" + path.name(depth) + "'");
    }

    private BadRecordException wrongType(JsonToken token, String expected) {
        return new BadRecordException(
                WRONG_FIELD_TYPE,
                "On the way to " + path + " of a JSON value: expected " + expected + ", found " + kind(token));
    }

    private static String place(JsonLocation at) {
        return " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> "a number";
        };
    }
}
