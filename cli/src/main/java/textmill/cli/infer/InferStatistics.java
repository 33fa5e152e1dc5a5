package textmill.cli.infer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import textmill.cli.infer.OrderedInference.Counts;
import textmill.runtime.engine.EngineStatistics;

/** What {@code --stats} prints. */
final class InferStatistics {
    private InferStatistics() {}

    /**
     * One JSON object.
     *
     * @param seconds from the first line read to the last result written, loading the model not included
     */
    static String json(Counts counts, double seconds, EngineStatistics engine) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("texts", counts.texts);
            json.writeNumberField("errors", counts.errors);
            json.writeNumberField("truncated", counts.truncated);
            json.writeNumberField("empty", counts.empty);
            json.writeNumberField("tokens", counts.tokens);
            json.writeNumberField("seconds", rounded(seconds, 1000));
            json.writeNumberField("textsPerSecond", rounded(rate(counts.texts, seconds), 10));
            json.writeNumberField("tokensPerSecond", rounded(rate(counts.tokens, seconds), 10));
            json.writeNumberField("paddingRatio", rounded(engine.paddingRatio(), 10_000));
            json.writeNumberField("batches", engine.batches());
            json.writeNumberField("batchFill", rounded(engine.batchFill(), 10_000));
            json.writeStringField("device", engine.device());
            OptionalLong peak = peakResidentBytes();
            if (peak.isPresent()) {
                json.writeNumberField("peakResidentMegabytes", peak.getAsLong() >> 20);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    /** The most memory that this process ever held, as Linux counts it; nothing elsewhere. */
    private static OptionalLong peakResidentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static double rate(long count, double seconds) {
        return seconds > 0 ? count / seconds : 0;
    }

    private static double rounded(double value, int steps) {
        return Math.round(value * steps) / (double) steps;
    }
}
