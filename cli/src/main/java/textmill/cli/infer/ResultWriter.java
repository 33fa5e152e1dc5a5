package textmill.cli.infer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import textmill.cli.result.ResultViews;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;

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

    /**
     * One result.
     *
     * @param truncated the end of the text was not seen
     */
    void write(TaskResult result, boolean truncated) throws IOException {
        json.writeStartObject();
        ResultViews.write(json, result);
        if (truncated) {
            json.writeBooleanField("truncated", true);
        }
        endLine();
    }

    /**
     * A text without its personal data.
     *
     * @param tasks what was computed for it; empty without a model
     */
    void write(Redaction redaction, String text, Outcome.Success success, List<Task> tasks) throws IOException {
        if (redaction.refuses(success)) {
            writeError(
                    "not-wholly-seen",
                    "the model did not see the end of the text; --window reads all of it, --unseen rules has the rules alone"
                            + " look there");
            return;
        }
        json.writeStartObject();
        redaction.write(json, text, success, tasks);
        if (success.flags().truncated()) {
            json.writeBooleanField("truncated", true);
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
}
