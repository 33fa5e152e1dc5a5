package textmill.cli.result.classification;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;
import textmill.cli.result.ResultView;
import textmill.cli.result.ResultViews;
import textmill.events.TextClassification;
import textmill.runtime.task.classification.Classification;

/** {@code {"label","score","labels":[…],"outOfScope"}}: the most probable label, and those that are listed, best first. */
public final class ClassificationView implements ResultView<Classification, TextClassification> {
    private final String name;

    /** @param name of the kind: several have results of this sort */
    public ClassificationView(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Class<Classification> result() {
        return Classification.class;
    }

    @Override
    public Class<TextClassification> record() {
        return TextClassification.class;
    }

    @Override
    public void write(JsonGenerator json, Classification result) throws IOException {
        writeLabel(json, result, result.best());
        json.writeArrayFieldStart("labels");
        for (int index : result.listed(Integer.MAX_VALUE)) {
            json.writeStartObject();
            writeLabel(json, result, index);
            json.writeEndObject();
        }
        json.writeEndArray();
        Float outOfScope = result.outOfScope();
        if (outOfScope != null) {
            json.writeNumberField("outOfScope", outOfScope);
        }
    }

    private static void writeLabel(JsonGenerator json, Classification result, int index) throws IOException {
        json.writeStringField("label", result.labels().names().get(index));
        json.writeNumberField("score", result.probabilities()[index]);
    }

    @Override
    public float[] numbers(Classification result) {
        return result.probabilities();
    }

    @Override
    public float[] expected(JsonNode line, Classification result) {
        if (!line.has("labels")) {
            return ResultViews.array(line, "probabilities", number -> number);
        }
        float[] scores = new float[result.labels().size()];
        for (JsonNode label : line.path("labels")) {
            int index = result.labels().names().indexOf(label.path("label").asText());
            if (index < 0) {
                throw new IllegalArgumentException("labels " + result.labels().names());
            }
            scores[index] = (float) label.path("score").asDouble();
        }
        return scores;
    }

    @Override
    public String line(TextClassification record) {
        Float outOfScope = record.getOutOfScope();
        return String.format(Locale.ROOT, "%s %.2f", record.getLabel(), record.getScore())
                + (outOfScope == null ? "" : String.format(Locale.ROOT, ", out of scope %.2f", outOfScope));
    }
}
