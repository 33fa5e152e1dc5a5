package textmill.cli.result.embedding;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import textmill.cli.result.ResultView;
import textmill.cli.result.ResultViews;
import textmill.cli.result.VectorJson;
import textmill.events.TextEmbedding;
import textmill.runtime.task.embedding.Embedding;

/** {@code {"embedding":[…]}}, or the vector's bytes in base64; and the first few numbers in a line. */
public final class EmbeddingView implements ResultView<Embedding, TextEmbedding> {
    private static final int NUMBERS_SHOWN = 4;

    @Override
    public String name() {
        return "embedding";
    }

    @Override
    public Class<Embedding> result() {
        return Embedding.class;
    }

    @Override
    public Class<TextEmbedding> record() {
        return TextEmbedding.class;
    }

    @Override
    public void write(JsonGenerator json, Embedding result) throws IOException {
        json.writeFieldName("embedding");
        VectorJson.write(json, result.form(), result.vector());
        VectorJson.writeForm(json, result.form(), result.vector().length);
    }

    @Override
    public float[] numbers(Embedding result) {
        return result.vector();
    }

    @Override
    public float[] expected(JsonNode line, Embedding result) {
        return ResultViews.array(line, "embedding", number -> number);
    }

    @Override
    public String line(TextEmbedding record) {
        ByteBuffer bytes = record.getVectorBytes();
        if (bytes != null) {
            return record.getDimensions() + " numbers as " + record.getVectorType() + " in " + bytes.remaining()
                    + " bytes";
        }
        List<Float> vector = record.getEmbedding();
        return vector.stream()
                .limit(NUMBERS_SHOWN)
                .map(number -> String.format(Locale.ROOT, "%.3f", number))
                .collect(Collectors.joining(" ", "", " … (" + vector.size() + " numbers)"));
    }
}
