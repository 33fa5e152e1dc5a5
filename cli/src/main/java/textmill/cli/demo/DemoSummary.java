package textmill.cli.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import textmill.cli.demo.Feed.FullSpeed;
import textmill.cli.demo.Latencies.Percentiles;
import textmill.runtime.engine.EngineStatistics;

/**
 * What one run of the demo came to.
 *
 * @param counts what was produced and what was consumed
 * @param fullSpeed texts that were sent as fast as the results came
 * @param latency of these from produce to result, milliseconds
 * @param openLatency of the texts of the open load from the time that they were due to the result, milliseconds; null if
 *     there was none
 * @param engine the engine's own account of full speed, {@code device} included
 */
record DemoSummary(
        Counts counts,
        FullSpeed fullSpeed,
        Percentiles latency,
        @Nullable Percentiles openLatency,
        EngineStatistics engine) {

    /**
     * Records by topic.
     *
     * @param records texts produced
     * @param results consumed from each output topic, in the order of the demo's tasks: embeddings, classifications,
     *     replaced-token scores
     * @param deadLetters consumed from the dead-letter topic
     */
    record Counts(long records, List<Long> results, long deadLetters) {}

    /** Texts of the open load. */
    long openTexts() {
        return counts.records - fullSpeed.texts();
    }

    /** Rate of the open load. */
    double openTextsPerSecond() {
        return Feed.OPEN_SHARE * fullSpeed.textsPerSecond();
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
            json.writeNumberField("seconds", rounded(fullSpeed.seconds(), 1000));
            json.writeNumberField("textsPerSecond", rounded(fullSpeed.textsPerSecond(), 10));
            write(json, "latencyMs", latency);
            if (openLatency != null) {
                json.writeObjectFieldStart("openLoad");
                json.writeNumberField("texts", openTexts());
                json.writeNumberField("textsPerSecond", rounded(openTextsPerSecond(), 10));
                write(json, "latencyMs", openLatency);
                json.writeEndObject();
            }
            json.writeNumberField("paddingRatio", rounded(engine.paddingRatio(), 10_000));
            json.writeStringField("device", engine.device());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, String name, Percentiles latency) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("p50", latency.p50());
        json.writeNumberField("p95", latency.p95());
        json.writeNumberField("p99", latency.p99());
        json.writeEndObject();
    }

    private static double rounded(double value, int steps) {
        return Math.round(value * steps) / (double) steps;
    }
}
