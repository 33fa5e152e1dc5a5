package textmill.topology.console;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import textmill.topology.console.FlowSources.Watched;
import textmill.topology.delivery.Counters;
import textmill.topology.delivery.Outlet;
import textmill.topology.delivery.PipelineDelivery;

/** What flows, as JSON. */
final class FlowJson {
    private FlowJson() {}

    /** One second, and the totals so far. */
    static void moment(JsonGenerator json, Flow.Moment moment, FlowSources sources) throws IOException {
        json.writeStartObject();
        json.writeNumberField("time", moment.time());
        json.writeFieldName("engine");
        numbers(json, moment.engine());
        json.writeArrayFieldStart("pipelines");
        for (Map.Entry<String, Map<String, Double>> pipeline :
                moment.pipelines().entrySet()) {
            json.writeStartObject();
            json.writeStringField("name", pipeline.getKey());
            json.writeFieldName("now");
            numbers(json, pipeline.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeFieldName("totals");
        totals(json, sources);
        json.writeEndObject();
    }

    private static void numbers(JsonGenerator json, Map<String, Double> numbers) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Double> number : numbers.entrySet()) {
            json.writeFieldName(number.getKey());
            Json.number(json, number.getValue());
        }
        json.writeEndObject();
    }

    private static void totals(JsonGenerator json, FlowSources sources) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("pipelines");
        for (Watched application : sources.applications()) {
            for (PipelineDelivery pipeline : application.delivery().pipelines()) {
                Counters counters = pipeline.counters();
                json.writeStartObject();
                json.writeStringField("name", pipeline.name());
                json.writeNumberField("read", counters.inputs());
                json.writeNumberField("results", counters.outputs());
                json.writeNumberField("tombstones", counters.tombstones());
                json.writeNumberField("skips", counters.skips());
                json.writeNumberField("returned", counters.returned());
                json.writeNumberField("deadLetters", counters.deadLetters());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("troubles");
        for (Watched application : sources.applications()) {
            for (String trouble : application.troubles().get()) {
                json.writeString(trouble);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Everything: what there is, and each series of the last quarter of an hour as an array. */
    static void history(JsonGenerator json, Flow flow) throws IOException {
        List<Flow.Moment> moments = flow.moments();
        json.writeStartObject();
        pipelines(json, flow.sources());
        json.writeFieldName("totals");
        totals(json, flow.sources());
        json.writeArrayFieldStart("times");
        for (Flow.Moment moment : moments) {
            json.writeNumber(moment.time());
        }
        json.writeEndArray();
        if (!moments.isEmpty()) {
            Flow.Moment newest = moments.get(moments.size() - 1);
            json.writeObjectFieldStart("engine");
            for (String name : newest.engine().keySet()) {
                series(json, name, moments.stream().map(Flow.Moment::engine).toList());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("series");
            for (Map.Entry<String, Map<String, Double>> pipeline :
                    newest.pipelines().entrySet()) {
                json.writeObjectFieldStart(pipeline.getKey());
                for (String name : pipeline.getValue().keySet()) {
                    series(
                            json,
                            name,
                            moments.stream()
                                    .map(moment -> moment.pipelines().getOrDefault(pipeline.getKey(), Map.of()))
                                    .toList());
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void series(JsonGenerator json, String name, List<Map<String, Double>> moments) throws IOException {
        json.writeArrayFieldStart(name);
        for (Map<String, Double> moment : moments) {
            Json.number(json, moment.getOrDefault(name, 0.0));
        }
        json.writeEndArray();
    }

    private static void pipelines(JsonGenerator json, FlowSources sources) throws IOException {
        json.writeStringField("device", sources.engine().statistics().device());
        json.writeArrayFieldStart("pipelines");
        for (Watched application : sources.applications()) {
            for (PipelineDelivery pipeline : application.delivery().pipelines()) {
                json.writeStartObject();
                json.writeStringField("name", pipeline.name());
                json.writeStringField("application", application.id());
                json.writeArrayFieldStart("inputs");
                for (String topic : pipeline.inputs().stream().sorted().toList()) {
                    json.writeString(topic);
                }
                json.writeEndArray();
                json.writeStringField("deadLetterTopic", pipeline.deadLetters());
                json.writeArrayFieldStart("tasks");
                for (Outlet outlet : pipeline.results()) {
                    json.writeStartObject();
                    json.writeStringField("name", outlet.name());
                    json.writeStringField("kind", outlet.task().type().name());
                    json.writeStringField("model", outlet.task().model());
                    json.writeStringField("topic", outlet.topic());
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }
}
