package textmill.cli.anomalies;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import textmill.topology.anomaly.Drift;
import textmill.topology.anomaly.Neighbour;
import textmill.topology.anomaly.OddSpan;
import textmill.topology.anomaly.Verdict;

/** Writes one JSON object a line. Not thread-safe. */
final class VerdictWriter implements AutoCloseable {
    private final JsonGenerator json;

    /** Writes to a stream, which {@link #close()} flushes and leaves open. */
    VerdictWriter(OutputStream out) throws IOException {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
        json = factory.createGenerator(out);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    /** {@code {"p","score","alarm","warming","threshold","parts":{NAME:{"score","p"}},"spans":[…],"nearest":[{"line","distance"}]}}. */
    void write(Verdict verdict) throws IOException {
        json.writeStartObject();
        json.writeNumberField("p", verdict.p());
        json.writeNumberField("score", (float) verdict.score());
        json.writeBooleanField("alarm", verdict.alarm());
        json.writeBooleanField("warming", verdict.warming());
        json.writeNumberField("threshold", verdict.threshold());
        json.writeObjectFieldStart("parts");
        for (Verdict.PartScore score : verdict.parts()) {
            json.writeObjectFieldStart(score.part().text());
            json.writeNumberField("score", score.value());
            json.writeNumberField("p", score.p());
            json.writeEndObject();
        }
        json.writeEndObject();
        writeSpans(verdict);
        writeNearest(verdict);
        Verdict.Repeat repeat = verdict.repeat();
        if (repeat != null) {
            json.writeObjectFieldStart("repeats");
            json.writeNumberField("line", repeat.origin().offset());
            json.writeNumberField("count", repeat.count());
            json.writeEndObject();
        }
        if (!verdict.drifts().isEmpty()) {
            writeDrifts(verdict);
        }
        endLine();
    }

    /** A line without a verdict. */
    void writeError(String reason, String message) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("error");
        json.writeStringField("reason", reason);
        json.writeStringField("message", message);
        json.writeEndObject();
        endLine();
    }

    private void writeSpans(Verdict verdict) throws IOException {
        json.writeArrayFieldStart("spans");
        for (OddSpan span : verdict.spans()) {
            json.writeStartObject();
            json.writeNumberField("start", span.start());
            json.writeNumberField("end", span.end());
            json.writeNumberField("probability", span.probability());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeNearest(Verdict verdict) throws IOException {
        json.writeArrayFieldStart("nearest");
        for (Neighbour neighbour : verdict.nearest()) {
            json.writeStartObject();
            json.writeNumberField("line", neighbour.origin().offset());
            json.writeNumberField("distance", neighbour.distance());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeDrifts(Verdict verdict) throws IOException {
        json.writeArrayFieldStart("drift");
        for (Drift drift : verdict.drifts()) {
            json.writeStartObject();
            json.writeStringField("measure", drift.measure().text());
            json.writeNumberField("index", (float) drift.index());
            writeState("before", drift.measure(), drift.before());
            writeState("after", drift.measure(), drift.after());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** A number for a measure, text for the shares of categories. */
    private void writeState(String name, Drift.Measure measure, String state) throws IOException {
        if (measure.isCategory()) {
            json.writeStringField(name, state);
        } else {
            json.writeNumberField(name, Float.parseFloat(state));
        }
    }

    private void endLine() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
