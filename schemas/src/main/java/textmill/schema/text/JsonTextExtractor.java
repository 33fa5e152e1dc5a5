package textmill.schema.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import textmill.schema.serde.BadRecordException;
import textmill.schema.serde.BadRecordReason;

/**
 * A string at a path of a JSON value, found without building a tree. The whole value must be well-formed; of a name that
 * occurs twice the last counts.
 */
final class JsonTextExtractor implements TextExtractor {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** The value is in memory already, so its length needs no further bound; depth keeps Jackson's. */
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxStringLength(Integer.MAX_VALUE)
            .maxNameLength(Integer.MAX_VALUE)
            .build();

    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            // Names are hostile input here: they must not fill a table that outlives the record.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final FieldPath path;

    JsonTextExtractor(FieldPath path) {
        this.path = path;
    }

    @Override
    public ExtractedText extract(String topic, Headers headers, byte[] value) {
        ExtractedText.Text document = ExtractedText.Text.ofUtf8(value, 0, value.length);
        String json = document.text();
        if (!json.isEmpty() && json.charAt(0) == BYTE_ORDER_MARK) {
            json = json.substring(1);
        }
        try (JsonParser parser = factory.createParser(json)) {
            ExtractedText found = find(parser, 0);
            expectEnd(parser);
            return withSubstitution(found, document.substituted());
        } catch (JsonProcessingException e) {
            // Jackson's message may quote the payload: only the place is told.
            int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new BadRecordException(
                    BadRecordReason.MALFORMED_JSON,
                    "Expected a JSON value with a string at " + path + ", found malformed JSON at line " + line
                            + ", column " + column);
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory cannot fail", e);
        }
    }

    private ExtractedText find(JsonParser parser, int depth) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new BadRecordException(BadRecordReason.MALFORMED_JSON, "Expected a JSON value, found nothing");
        }
        if (token == JsonToken.VALUE_NULL) {
            return ExtractedText.Absent.INSTANCE;
        }
        if (depth == path.depth()) {
            if (token != JsonToken.VALUE_STRING) {
                throw wrongType(token, "a string");
            }
            return ExtractedText.Text.of(parser.getText());
        }
        if (token != JsonToken.START_OBJECT) {
            throw wrongType(token, "an object with '" + path.name(depth) + "'");
        }
        return findInObject(parser, depth);
    }

    private ExtractedText findInObject(JsonParser parser, int depth) throws IOException {
        ExtractedText found = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (name.equals(path.name(depth))) {
                found = find(parser, depth + 1);
            } else {
                parser.nextToken();
                parser.skipChildren();
            }
        }
        return requireFound(found, depth);
    }

    private ExtractedText requireFound(@Nullable ExtractedText found, int depth) {
        if (found == null) {
            throw new BadRecordException(
                    BadRecordReason.MISSING_FIELD,
                    "Expected a string at " + path + " of a JSON value, but there is no '" + path.name(depth) + "'");
        }
        return found;
    }

    private BadRecordException wrongType(JsonToken token, String expected) {
        return new BadRecordException(
                BadRecordReason.WRONG_FIELD_TYPE,
                "On the way to " + path + " of a JSON value: expected " + expected + ", found " + kind(token));
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

    private void expectEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new BadRecordException(
                    BadRecordReason.MALFORMED_JSON,
                    "Expected one JSON value with a string at " + path + ", found more after it");
        }
    }

    private static ExtractedText withSubstitution(ExtractedText found, boolean documentSubstituted) {
        if (documentSubstituted
                && found instanceof ExtractedText.Text text
                && text.text().indexOf('\uFFFD') >= 0) {
            return new ExtractedText.Text(text.text(), true);
        }
        return found;
    }
}
