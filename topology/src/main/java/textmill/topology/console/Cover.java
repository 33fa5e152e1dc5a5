package textmill.topology.console;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import textmill.runtime.engine.Outcome;
import textmill.runtime.redaction.PersonalDataRule;
import textmill.runtime.redaction.PersonalDataRules;
import textmill.runtime.redaction.Redactor;
import textmill.runtime.redaction.Span;
import textmill.runtime.task.Task;
import textmill.topology.result.ResultType;
import textmill.topology.result.ResultTypes;

/** Covers personal data in texts, character by character, so that places in the text stay what they were. */
final class Cover {
    private static final String BLOT = "•";

    private final Redactor redactor = new Redactor(
            PersonalDataRules.of(EnumSet.allOf(PersonalDataRule.class), Set.of()),
            (label, hidden) -> BLOT.repeat(hidden.length()));

    /**
     * The text with what rules and its models found covered.
     *
     * @param tasks that computed the results
     */
    String over(String text, List<Task> tasks, Outcome.Success computed) {
        List<Span> found = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            ResultType type = ResultTypes.of(tasks.get(i).type());
            found.addAll(type.spans(computed.results().get(i)));
        }
        return redactor.redact(text, found).text();
    }

    /** A text that no model has read. */
    String over(String text) {
        return redactor.redact(text, List.of()).text();
    }
}
