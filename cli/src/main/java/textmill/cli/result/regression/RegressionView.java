package textmill.cli.result.regression;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import textmill.cli.result.ResultView;
import textmill.cli.result.ResultViews;
import textmill.events.TextRegression;
import textmill.runtime.task.regression.Regression;

/** {@code {"value":x}}, or {@code {"values":[…],"names":[…]}} where a model gives several numbers. */
public final class RegressionView implements ResultView<Regression, TextRegression> {
    private static final int VALUES_SHOWN = 5;

    @Override
    public String name() {
        return "regression";
    }

    @Override
    public Class<Regression> result() {
        return Regression.class;
    }

    @Override
    public Class<TextRegression> record() {
        return TextRegression.class;
    }

    @Override
    public void write(JsonGenerator json, Regression result) throws IOException {
        if (result.values().length == 1) {
            json.writeNumberField("value", result.values()[0]);
            return;
        }
        json.writeArrayFieldStart("values");
        for (float value : result.values()) {
            json.writeNumber(value);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("names");
        for (String name : result.names()) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    @Override
    public float[] numbers(Regression result) {
        return result.values();
    }

    @Override
    public float[] expected(JsonNode line, Regression result) {
        return line.path("value").isNumber()
                ? new float[] {(float) line.path("value").asDouble()}
                : ResultViews.array(line, "values", number -> number);
    }

    @Override
    public String line(TextRegression record) {
        List<Float> values = record.getValues();
        if (values.size() <= 1) {
            return String.format(Locale.ROOT, "%.4f", record.getValue());
        }
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < Math.min(VALUES_SHOWN, values.size()); i++) {
            shown.add(String.format(Locale.ROOT, "%s %.4f", record.getNames().get(i), values.get(i)));
        }
        return String.join(", ", shown) + (values.size() > shown.size() ? ", …" : "");
    }
}
