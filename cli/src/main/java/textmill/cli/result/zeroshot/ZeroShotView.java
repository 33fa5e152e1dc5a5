package textmill.cli.result.zeroshot;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.IntStream;
import textmill.cli.result.ResultView;
import textmill.events.TextClassification;
import textmill.runtime.task.zeroshot.ZeroShot;

/** {@code {"label","score","labels":[…]}}, every label, the one with the highest score first. */
public final class ZeroShotView implements ResultView<ZeroShot, TextClassification> {
    @Override
    public String name() {
        return "zero-shot";
    }

    @Override
    public Class<ZeroShot> result() {
        return ZeroShot.class;
    }

    @Override
    public Class<TextClassification> record() {
        return TextClassification.class;
    }

    @Override
    public void write(JsonGenerator json, ZeroShot result) throws IOException {
        float[] scores = result.scores();
        int[] best = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Float.compare(scores[b], scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        write(json, result, best[0]);
        json.writeArrayFieldStart("labels");
        for (int index : best) {
            json.writeStartObject();
            write(json, result, index);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, ZeroShot result, int index) throws IOException {
        json.writeStringField("label", result.labels().get(index));
        json.writeNumberField("score", result.scores()[index]);
    }

    @Override
    public float[] numbers(ZeroShot result) {
        return result.scores();
    }

    @Override
    public float[] expected(JsonNode line, ZeroShot result) {
        JsonNode labels = line.path("labels");
        float[] scores = new float[result.labels().size()];
        if (labels.size() != scores.length) {
            throw new IllegalArgumentException("\"labels\" with the scores of " + result.labels());
        }
        for (JsonNode label : labels) {
            int index = result.labels().indexOf(label.path("label").asText());
            if (index < 0) {
                throw new IllegalArgumentException("labels " + result.labels());
            }
            scores[index] = (float) label.path("score").asDouble();
        }
        return scores;
    }

    @Override
    public String line(TextClassification record) {
        return String.format(Locale.ROOT, "%s %.2f", record.getLabel(), record.getScore());
    }
}
