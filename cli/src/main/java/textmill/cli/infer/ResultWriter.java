package textmill.cli.infer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import textmill.runtime.head.TaskResult;
import textmill.runtime.head.TaskResult.Classification;
import textmill.runtime.head.TaskResult.Embedding;
import textmill.runtime.head.TaskResult.ReplacedTokens;

/** Writes one JSON object a line. Floats are as short as reads back to the same value. Not thread-safe. */
final class ResultWriter implements AutoCloseable {
    private final JsonGenerator json;

    /** Writes to a stream, which {@link #close()} flushes and leaves open. */
    ResultWriter(OutputStream out) throws IOException {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // Float.toString is not always shortest on Java 17
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
        json = factory.createGenerator(out);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    /** One result. */
    void write(TaskResult result) throws IOException {
        json.writeStartObject();
        if (result instanceof Embedding embedding) {
            json.writeFieldName("embedding");
            writeArray(embedding.vector());
        } else if (result instanceof Classification classification) {
            write(classification);
        } else if (result instanceof ReplacedTokens tokens) {
            write(tokens);
        }
        endLine();
    }

    /** A text that failed. */
    void writeError(String reason, String message) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("error");
        json.writeStringField("reason", reason);
        json.writeStringField("message", message);
        json.writeEndObject();
        endLine();
    }

    /** Hands on what is buffered. */
    void flush() throws IOException {
        json.flush();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    private void endLine() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void writeArray(float[] values) throws IOException {
        json.writeStartArray();
        for (float value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    private void write(Classification result) throws IOException {
        float[] scores = result.probabilities();
        int[] best = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Float.compare(scores[b], scores[a]))
                .mapToInt(Integer::intValue)
                .toArray();
        writeLabel(result, best[0]);
        json.writeArrayFieldStart("labels");
        for (int index : best) {
            json.writeStartObject();
            writeLabel(result, index);
            json.writeEndObject();
        }
        json.writeEndArray();
        @Nullable Float outOfScope = result.outOfScope();
        if (outOfScope != null) {
            json.writeNumberField("outOfScope", outOfScope);
        }
    }

    private void writeLabel(Classification result, int index) throws IOException {
        json.writeStringField("label", result.labels().names().get(index));
        json.writeNumberField("score", result.probabilities()[index]);
    }

    private void write(ReplacedTokens result) throws IOException {
        float[] scores = result.probabilities();
        double sum = 0;
        float max = 0;
        for (float score : scores) {
            sum += score;
            max = Math.max(max, score);
        }
        json.writeNumberField("score", scores.length == 0 ? 0f : (float) (sum / scores.length));
        json.writeNumberField("max", max);
        json.writeArrayFieldStart("tokens");
        for (int i = 0; i < scores.length; i++) {
            json.writeStartObject();
            json.writeStringField("token", result.tokens()[i]);
            json.writeNumberField("start", result.starts()[i]);
            json.writeNumberField("end", result.ends()[i]);
            json.writeNumberField("score", scores[i]);
            json.writeBooleanField("flagged", scores[i] >= result.threshold());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
