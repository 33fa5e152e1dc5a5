package textmill.topology.redaction;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import textmill.runtime.redaction.PersonalDataRules;
import textmill.runtime.redaction.Redactor;
import textmill.runtime.redaction.Replacement;
import textmill.runtime.redaction.Span;
import textmill.schema.serde.BadRecordException;
import textmill.topology.config.RedactionKeys.Unseen;
import textmill.topology.config.RedactionSettings;
import textmill.topology.deadletter.FailedException;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Reason;
import textmill.topology.decode.TextReplacer;
import textmill.topology.delivery.Output;
import textmill.topology.result.ResultType;

/**
 * Makes the values of redacted records. The rules see the whole text as it stands in the record, whatever the engine was
 * given of it. What cannot be redacted with certainty becomes a dead letter.
 */
public final class RecordRedaction implements Output.Maker {
    private final TextReplacer replacer;
    private final Redactor redactor;
    private final Optional<ModelEntities> entities;

    /**
     * The entities that a task of the pipeline finds.
     *
     * @param index of the task among those of the pipeline
     * @param type knows its results
     * @param labels which entities; empty for all
     * @param unseen what a text gets whose end the model did not see
     */
    public record ModelEntities(int index, ResultType type, Set<String> labels, Unseen unseen) {
        private List<Span> of(Output.Computed computed) {
            return type.spans(computed.text().results().get(index)).stream()
                    .filter(span -> labels.isEmpty() || labels.contains(span.label()))
                    .toList();
        }
    }

    /**
     * As configured.
     *
     * @param replacer of the pipeline's input format
     * @param entities of a task, if those are redacted too
     */
    public RecordRedaction(RedactionSettings settings, TextReplacer replacer, Optional<ModelEntities> entities) {
        this.replacer = replacer;
        this.redactor = new Redactor(
                PersonalDataRules.of(settings.rules(), settings.phoneRegions()), replacement(settings.replacement()));
        this.entities = entities;
    }

    private static Replacement replacement(RedactionSettings.Replacing replacing) {
        return switch (replacing.kind()) {
            case PLACEHOLDER -> Replacement.placeholder();
            case HASH -> Replacement.keyedHash(replacing.key());
            case REMOVED -> Replacement.removal();
        };
    }

    @Override
    public byte[] make(Output.Computed computed, Headers headers) {
        if (entities.isPresent()
                && entities.get().unseen() == Unseen.DEAD_LETTER
                && computed.text().flags().truncated()) {
            throw new FailedException(Failure.of(
                    Reason.NOT_WHOLLY_SEEN,
                    "a model of the pipeline did not see the end of the text, so that it cannot be redacted with"
                            + " certainty; the task's option window reads all of it, redact.unseen = rules has the rules"
                            + " alone look there"));
        }
        List<Span> byModel = entities.map(task -> task.of(computed)).orElse(List.of());
        try {
            return replacer.replace(
                    computed.origin().topic(),
                    computed.record().headers(),
                    computed.record().value(),
                    text -> redactor.redact(text, byModel).text());
        } catch (BadRecordException e) {
            String message = String.valueOf(e.getMessage());
            throw new FailedException(new Failure(Reason.valueOf(e.reason().name()), message, e));
        }
    }
}
