package textmill.cli.result.tokenvectors;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import textmill.cli.result.ResultView;
import textmill.events.TextTokenVectors;
import textmill.runtime.task.tokenvectors.TokenVectors;

/** {@code {"vectors":[[…]…],"tokens":[{"start","end"}…]}}, and how many in a line. */
public final class TokenVectorsView implements ResultView<TokenVectors, TextTokenVectors> {
    @Override
    public String name() {
        return "token-vectors";
    }

    @Override
    public Class<TokenVectors> result() {
        return TokenVectors.class;
    }

    @Override
    public Class<TextTokenVectors> record() {
        return TextTokenVectors.class;
    }

    @Override
    public void write(JsonGenerator json, TokenVectors result) throws IOException {
        json.writeArrayFieldStart("vectors");
        for (int i = 0; i < result.size(); i++) {
            json.writeStartArray();
            for (int j = 0; j < result.width(); j++) {
                json.writeNumber(result.vectors()[i * result.width() + j]);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("tokens");
        for (int i = 0; i < result.size(); i++) {
            json.writeStartObject();
            json.writeNumberField("start", result.starts()[i]);
            json.writeNumberField("end", result.ends()[i]);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    @Override
    public float[] numbers(TokenVectors result) {
        return result.vectors();
    }

    @Override
    public float[] expected(JsonNode line, TokenVectors result) {
        JsonNode vectors = line.path("vectors");
        if (vectors.size() != result.size()) {
            throw new IllegalArgumentException("\"vectors\" of " + result.size() + " tokens");
        }
        float[] numbers = new float[result.vectors().length];
        int filled = 0;
        for (JsonNode vector : vectors) {
            if (vector.size() != result.width()) {
                throw new IllegalArgumentException("vectors of " + result.width() + " numbers");
            }
            for (JsonNode number : vector) {
                numbers[filled++] = (float) number.asDouble();
            }
        }
        return numbers;
    }

    @Override
    public String line(TextTokenVectors record) {
        int count = record.getVectors().size();
        int width = count == 0 ? 0 : record.getVectors().get(0).size();
        return String.format(Locale.ROOT, "%d vectors of %d numbers", count, width);
    }
}
