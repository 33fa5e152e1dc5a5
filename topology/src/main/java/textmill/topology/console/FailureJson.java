package textmill.topology.console;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Failures as JSON. */
final class FailureJson {
    private FailureJson() {}

    /**
     * One failure.
     *
     * @param command what sends it, and others of its reason, to its topic again
     */
    static void write(JsonGenerator json, KnownFailure failure, String command) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", failure.id());
        json.writeStringField("pipeline", failure.pipeline());
        TextJson.origin(json, failure.origin());
        json.writeNumberField("time", failure.time());
        json.writeNumberField("seen", failure.seenAt());
        json.writeStringField("reason", failure.failure().reason().code());
        json.writeStringField("meaning", failure.failure().reason().meaning());
        json.writeStringField("message", failure.failure().message());
        json.writeNumberField("length", failure.length());
        byte[] value = failure.value();
        if (value != null) {
            json.writeStringField("value", java.util.Base64.getEncoder().encodeToString(value));
        }
        json.writeStringField("command", command);
        json.writeEndObject();
    }
}
