package textmill.cli.result.tokenvectors;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import textmill.cli.result.ResultView;
import textmill.cli.result.VectorJson;
import textmill.events.TextTokenVectors;
import textmill.runtime.task.tokenvectors.TokenVectors;

/** {@code {"vectors":[[…]…],"tokens":[{"start","end"}…]}}, or each vector's bytes in base64; and how many in a line. */
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
            VectorJson.write(json, result.form(), result.vector(i));
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
        VectorJson.writeForm(json, result.form(), result.width());
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
        return String.format(
                Locale.ROOT,
                "%d vectors of %d numbers%s",
                record.getStarts().size(),
                record.getDimensions(),
                record.getVectorBytes() == null ? "" : " as " + record.getVectorType() + " in bytes");
    }
}
