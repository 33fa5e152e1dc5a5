package textmill.cli.infer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import textmill.cli.result.ResultViews;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.Task;
import textmill.runtime.task.TaskResult;

/**
 * Makes the lines of the output: one JSON object each, in UTF-8, with the end of the line. Floats are as short as reads back
 * to the same value. Thread-safe.
 */
final class OutputLines {
    /** What most results but embeddings fit in. */
    private static final int FIRST_BYTES = 512;

    private final JsonFactory factory = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // Float.toString is not always shortest on Java 17
            .build();

    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * One result.
     *
     * @param truncated the end of the text was not seen
     */
    byte[] result(TaskResult result, boolean truncated) {
        return line(json -> {
            ResultViews.write(json, result);
            if (truncated) {
                json.writeBooleanField("truncated", true);
            }
        });
    }

    /**
     * A text without its personal data.
     *
     * @param tasks what was computed for it; empty without a model
     */
    byte[] redacted(Redaction redaction, String text, Outcome.Success success, List<Task> tasks) {
        if (redaction.refuses(success)) {
            return error(
                    "not-wholly-seen",
                    "the model did not see the end of the text; --window reads all of it, --unseen rules has the rules alone"
                            + " look there");
        }
        return line(json -> {
            redaction.write(json, text, success, tasks);
            if (success.flags().truncated()) {
                json.writeBooleanField("truncated", true);
            }
        });
    }

    /** A text that failed. */
    byte[] error(String reason, String message) {
        return line(json -> {
            json.writeObjectFieldStart("error");
            json.writeStringField("reason", reason);
            json.writeStringField("message", message);
            json.writeEndObject();
        });
    }

    private byte[] line(Fields fields) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(FIRST_BYTES);
        try (JsonGenerator json = factory.createGenerator(line)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory fails to take nothing
        }
        return line.toByteArray();
    }
}
