package textmill.cli.infer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import textmill.runtime.engine.Outcome;
import textmill.runtime.redaction.Redacted;
import textmill.runtime.redaction.Redactor;
import textmill.runtime.redaction.Span;
import textmill.runtime.task.Task;
import textmill.runtime.task.Windowed;
import textmill.runtime.text.TextFlags;
import textmill.topology.result.ResultTypes;

/**
 * {@code {"redacted":"…","entities":[{"label","score","start","end"}]}}: the places are those of the original text, which is
 * not repeated.
 *
 * @param labels which of a model's labels; empty for all
 * @param rulesSeeTheRest whether a text is redacted whose end the model did not see
 */
record Redaction(Redactor redactor, Set<String> labels, boolean rulesSeeTheRest) {

    /** The outcome of a text where there is no model. */
    static Outcome nothingComputed(String text) {
        return new Outcome.Success(List.of(), 0, new TextFlags(false, text.isBlank(), false));
    }

    /** True if what the model did not see must not be shown. */
    boolean refuses(Outcome.Success success) {
        return success.flags().truncated() && !rulesSeeTheRest;
    }

    /** Writes the fields of a text's object; {@code tasks} is empty without a model. */
    void write(JsonGenerator json, String text, Outcome.Success success, List<Task> tasks) throws IOException {
        List<Span> byModel = tasks.isEmpty()
                ? List.of()
                : ResultTypes.of(tasks.get(0).type())
                        .spans(Windowed.whole(success.results().get(0)))
                        .stream()
                        .filter(span -> labels.isEmpty() || labels.contains(span.label()))
                        .toList();
        Redacted redacted = redactor.redact(text, byModel);
        json.writeStringField("redacted", redacted.text());
        json.writeArrayFieldStart("entities");
        for (Span span : redacted.spans()) {
            json.writeStartObject();
            json.writeStringField("label", span.label());
            json.writeNumberField("score", span.score());
            json.writeNumberField("start", span.start());
            json.writeNumberField("end", span.end());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
