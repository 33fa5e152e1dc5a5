package textmill.cli.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import textmill.cli.demo.Latencies.Percentiles;
import textmill.runtime.engine.EngineStatistics;

/**
 * What one run of the demo came to.
 *
 * @param counts what was produced and what was consumed
 * @param seconds from the first text produced to the last result consumed
 * @param latency from produce to result, milliseconds
 * @param engine the engine's own account, {@code device} included
 */
record DemoSummary(Counts counts, double seconds, Percentiles latency, EngineStatistics engine) {

    /**
     * Records by topic.
     *
     * @param records texts produced
     * @param results consumed from each output topic, in the order of the demo's tasks: embeddings, classifications,
     *     replaced-token scores
     * @param deadLetters consumed from the dead-letter topic
     */
    record Counts(long records, List<Long> results, long deadLetters) {}

    double textsPerSecond() {
        return seconds > 0 ? counts.records / seconds : 0;
    }

    /** One JSON object, without line ends. */
    String json() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("records", counts.records);
            json.writeNumberField("embeddings", counts.results.get(0));
            json.writeNumberField("classifications", counts.results.get(1));
            json.writeNumberField("replacedTokenScores", counts.results.get(2));
            json.writeNumberField("deadLetters", counts.deadLetters);
            json.writeNumberField("seconds", rounded(seconds, 1000));
            json.writeNumberField("textsPerSecond", rounded(textsPerSecond(), 10));
            json.writeObjectFieldStart("latencyMs");
            json.writeNumberField("p50", latency.p50());
            json.writeNumberField("p95", latency.p95());
            json.writeNumberField("p99", latency.p99());
            json.writeEndObject();
            json.writeNumberField("paddingRatio", rounded(engine.paddingRatio(), 10_000));
            json.writeStringField("device", engine.device());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static double rounded(double value, int steps) {
        return Math.round(value * steps) / (double) steps;
    }
}
