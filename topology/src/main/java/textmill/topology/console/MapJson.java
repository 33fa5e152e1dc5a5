package textmill.topology.console;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Maps as JSON: columns, and each label's name once. */
final class MapJson {
    private MapJson() {}

    /** All of a pipeline's map. */
    static void whole(JsonGenerator json, Known known, String pipeline, long now) throws IOException {
        write(json, known, pipeline, known.texts().all(), now);
    }

    /** Texts that have just come, by pipeline. */
    static void arrived(JsonGenerator json, Known known, List<KnownText> fresh, long now) throws IOException {
        json.writeStartArray();
        for (PipelineWatch watch : known.watches()) {
            write(json, known, watch.name(), fresh, now);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Known known, String pipeline, List<KnownText> texts, long now)
            throws IOException {
        Atlas map = known.map(pipeline);
        int edition = map.edition(now);
        List<Atlas.Point> points = new ArrayList<>();
        for (KnownText text : texts) {
            if (text.pipeline().equals(pipeline)) {
                map.place(text).ifPresent(points::add);
            }
        }
        json.writeStartObject();
        json.writeStringField("pipeline", pipeline);
        json.writeNumberField("edition", edition);
        json.writeArrayFieldStart("ids");
        for (Atlas.Point point : points) {
            json.writeNumber(point.text().id());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("x");
        for (Atlas.Point point : points) {
            Json.number(json, point.x());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("y");
        for (Atlas.Point point : points) {
            Json.number(json, point.y());
        }
        json.writeEndArray();
        labels(json, points);
        json.writeEndObject();
    }

    private static void labels(JsonGenerator json, List<Atlas.Point> points) throws IOException {
        Map<String, Integer> names = new LinkedHashMap<>();
        json.writeArrayFieldStart("label");
        for (Atlas.Point point : points) {
            String label = point.text().label();
            json.writeNumber(label == null ? -1 : names.computeIfAbsent(label, unseen -> names.size()));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("labels");
        for (String name : names.keySet()) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("alarm");
        for (Atlas.Point point : points) {
            json.writeNumber(point.text().isAlarm() ? 1 : 0);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("flagged");
        for (Atlas.Point point : points) {
            json.writeNumber(point.text().isFlagged() ? 1 : 0);
        }
        json.writeEndArray();
    }
}
