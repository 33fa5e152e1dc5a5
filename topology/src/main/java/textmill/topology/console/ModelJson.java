package textmill.topology.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelDescription;
import textmill.runtime.engine.ModelPlacement;
import textmill.runtime.task.Task;
import textmill.topology.delivery.Outlet;

/** Models as JSON: where they compute, and what they have said of late. */
final class ModelJson {
    private static final int LABELS = 12;
    private static final int EVENTS = 12;
    private static final int LONGEST_CARD = 64 * 1024;

    private ModelJson() {}

    static void write(JsonGenerator json, InferenceEngine engine, Known known) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("models");
        for (ModelPlacement placed : engine.placements()) {
            json.writeStartObject();
            json.writeStringField("name", placed.model());
            json.writeStringField("device", placed.device());
            json.writeStringField("runtime", placed.runtime());
            json.writeStringField("batches", placed.batches());
            for (ModelDescription model : engine.models()) {
                if (model.model().equals(placed.model())) {
                    describe(json, model);
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        drifts(json, known);
        json.writeArrayFieldStart("tasks");
        for (PipelineWatch watch : known.watches()) {
            List<Outlet> outlets = watch.pipeline().results();
            for (int i = 0; i < outlets.size(); i++) {
                task(json, known, watch.name(), i);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void drifts(JsonGenerator json, Known known) throws IOException {
        json.writeArrayFieldStart("drifts");
        for (KnownDrift drift : known.drifts().latest(EVENTS, one -> true)) {
            json.writeStartObject();
            json.writeStringField("pipeline", drift.pipeline());
            TextJson.origin(json, drift.origin());
            json.writeNumberField("seen", drift.seenAt());
            json.writeStringField("measure", drift.drift().measure().text());
            json.writeNumberField("index", drift.drift().index());
            json.writeStringField("before", drift.drift().before());
            json.writeStringField("after", drift.drift().after());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("alarms");
        for (KnownText text : known.texts().latest(EVENTS, KnownText::isAlarm)) {
            known.row(json, text);
        }
        json.writeEndArray();
    }

    private static void describe(JsonGenerator json, ModelDescription model) throws IOException {
        json.writeStringField("family", model.family());
        json.writeStringField("precision", model.precision());
        json.writeStringField("inputs", String.join(", ", model.inputs()));
        json.writeStringField("outputs", String.join(", ", model.outputs()));
        json.writeNumberField("tokens", model.tokens());
        json.writeBooleanField("card", model.card().isPresent());
    }

    /** The card of a model, its beginning if it is very long. */
    static Optional<String> card(InferenceEngine engine, String name) {
        return engine.models().stream()
                .filter(model -> model.model().equals(name))
                .flatMap(model -> model.card().stream())
                .findFirst()
                .map(ModelJson::read);
    }

    private static String read(Path card) {
        try (InputStream in = Files.newInputStream(card)) {
            return new String(in.readNBytes(LONGEST_CARD), UTF_8);
        } catch (IOException e) {
            return "The card cannot be read any more.";
        }
    }

    private static void task(JsonGenerator json, Known known, String pipeline, int index) throws IOException {
        Outlet outlet = known.watch(pipeline).orElseThrow().pipeline().results().get(index);
        Task task = outlet.task();
        json.writeStartObject();
        json.writeStringField("pipeline", pipeline);
        json.writeStringField("name", outlet.name());
        json.writeStringField("kind", task.type().name());
        json.writeStringField("model", task.model());
        json.writeStringField("fingerprint", task.fingerprint());
        json.writeStringField("topic", outlet.topic());
        hour(json, "now", known.hour(pipeline, index, 0));
        hour(json, "before", known.hour(pipeline, index, 1));
        json.writeEndObject();
    }

    private static void hour(JsonGenerator json, String field, Spread.Hour hour) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeNumberField("texts", hour.texts());
        json.writeFieldName("bins");
        json.writeArray(hour.bins(), 0, hour.bins().length);
        json.writeArrayFieldStart("labels");
        List<Map.Entry<String, Integer>> most = hour.labels().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(LABELS)
                .toList();
        for (Map.Entry<String, Integer> label : most) {
            json.writeStartArray();
            json.writeString(label.getKey());
            json.writeNumber(label.getValue());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
