package textmill.topology.result;

import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import textmill.events.ReplacedTokenScores;
import textmill.events.TextClassification;
import textmill.events.TextEmbedding;
import textmill.runtime.model.TaskKind;

/** A valid output record of each kind that says nothing: carries the schema to the registry before the first text. */
public final class EmptyResults {
    private EmptyResults() {}

    /** The record for a kind of task. */
    public static SpecificRecord of(TaskKind kind) {
        return switch (kind) {
            case EMBEDDING -> new TextEmbedding("", 0, 0L, "", "", false, true, false, List.of());
            case CLASSIFICATION ->
                new TextClassification("", 0, 0L, "", "", false, true, false, "", 0f, List.of(), List.of(), null);
            case REPLACED_TOKENS ->
                new ReplacedTokenScores("", 0, 0L, "", "", false, true, false, 0f, 0f, 0f, List.of(), List.of());
        };
    }
}
