package textmill.cli.result.sparse;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import textmill.cli.result.ResultView;
import textmill.events.TextSparseVector;
import textmill.runtime.task.sparse.SparseVector;

/** {@code {"sparse":{"indices":[…],"values":[…],"tokens":[…]}}}, and the heaviest terms in a line. */
public final class SparseView implements ResultView<SparseVector, TextSparseVector> {
    private static final int TERMS_SHOWN = 6;

    @Override
    public String name() {
        return "sparse";
    }

    @Override
    public Class<SparseVector> result() {
        return SparseVector.class;
    }

    @Override
    public Class<TextSparseVector> record() {
        return TextSparseVector.class;
    }

    @Override
    public void write(JsonGenerator json, SparseVector result) throws IOException {
        json.writeObjectFieldStart("sparse");
        json.writeFieldName("indices");
        json.writeArray(result.indices(), 0, result.indices().length);
        json.writeArrayFieldStart("values");
        for (float value : result.values()) {
            json.writeNumber(value);
        }
        json.writeEndArray();
        json.writeFieldName("tokens");
        json.writeArray(result.tokens(), 0, result.tokens().length);
        json.writeEndObject();
    }

    @Override
    public float[] numbers(SparseVector result) {
        return result.values();
    }

    /** The weights that the other implementation gives to the same terms; it must name each of them. */
    @Override
    public float[] expected(JsonNode line, SparseVector result) {
        JsonNode indices = line.path("sparse").path("indices");
        JsonNode values = line.path("sparse").path("values");
        if (indices.size() != values.size() || indices.size() != result.indices().length) {
            throw new IllegalArgumentException(
                    "\"sparse\" with " + result.indices().length + " indices and as many values");
        }
        float[] weights = new float[indices.size()];
        for (int i = 0; i < weights.length; i++) {
            if (indices.path(i).asInt(-1) != result.indices()[i]) {
                throw new IllegalArgumentException("the index " + result.indices()[i] + " at place " + i);
            }
            weights[i] = (float) values.path(i).asDouble();
        }
        return weights;
    }

    @Override
    public String line(TextSparseVector record) {
        List<Float> values = record.getValues();
        List<? extends CharSequence> tokens = record.getTokens();
        int more = values.size() - TERMS_SHOWN;
        String shown = IntStream.range(0, values.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> values.get(i)).reversed())
                .limit(TERMS_SHOWN)
                .map(i -> String.format(
                        Locale.ROOT,
                        "%s %.2f",
                        tokens == null ? record.getIndices().get(i) : tokens.get(i),
                        values.get(i)))
                .collect(Collectors.joining(", "));
        return (shown.isEmpty() ? "no term has a weight" : shown) + (more > 0 ? ", " + more + " more" : "");
    }
}
