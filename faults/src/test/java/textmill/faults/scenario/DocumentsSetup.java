package textmill.faults.scenario;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import textmill.faults.load.Load;
import textmill.faults.load.Texts;
import textmill.faults.oracle.Oracle;
import textmill.faults.oracle.OutputRecord;
import textmill.faults.oracle.ResultKind;

/**
 * Documents of several windows: a vector for each window, the mood of the whole, a route that takes about half of the
 * moods, and a copy of the input without the addresses in it. All of a document comes in one transaction.
 */
public final class DocumentsSetup {
    private static final String NAME = "documents";
    private static final String INPUT = NAME + ".in";
    private static final String DEAD_LETTERS = INPUT + ".dead-letters";

    private DocumentsSetup() {}

    /** What is written. */
    public static Load.Plan input(long records, int perSecond) {
        return new Load.Plan(INPUT, Plan.PARTITIONS, records, perSecond);
    }

    /** With the models that judge it. */
    public static OutputsScenario.Setup of(Load.Plan input, DocumentModels models) {
        List<String> inputs = List.of(INPUT);
        List<OutputsScenario.Output> outputs = List.of(
                output("vectors", ResultKind.EMBEDDINGS, models.windows()),
                output("moods", ResultKind.CLASSIFICATIONS, models::isMood),
                output("sure", ResultKind.CLASSIFICATIONS, models.sure()),
                new OutputsScenario.Output(
                        INPUT + ".redacted",
                        ResultKind.redacted(INPUT),
                        DocumentsSetup::isRedacted,
                        DEAD_LETTERS,
                        inputs));
        return new OutputsScenario.Setup(NAME, List.of(input), Texts::document, outputs, settings(models));
    }

    private static OutputsScenario.Output output(String name, ResultKind<?> kind, Oracle.ExpectedResult expected) {
        return new OutputsScenario.Output(INPUT + "." + name, kind, expected, DEAD_LETTERS, List.of(INPUT));
    }

    private static boolean isRedacted(OutputRecord record) {
        return Scenario.hasItsKey(record)
                && record.vector()
                        .equals(ResultKind.digest(
                                Texts.redactedDocument(record.sourcePartition(), record.sourceOffset())));
    }

    private static Map<String, String> settings(DocumentModels models) {
        Map<String, String> settings = new HashMap<>();
        settings.put("input.topic", INPUT);
        settings.put("task.vectors.model", SmallModels.EMBEDDER);
        DocumentModels.WINDOWS.forEach((option, value) -> settings.put("task.vectors." + option, value));
        settings.put("task.vectors.window.records", "each");
        settings.put("task.moods.model", SmallModels.CLASSIFIER);
        DocumentModels.WINDOWS.forEach((option, value) -> settings.put("task.moods." + option, value));
        settings.put("task.moods.top.k", "100");
        settings.put("task.moods.route.sure.topic", INPUT + ".sure");
        settings.put("task.moods.route.sure.score.above", Float.toString(models.threshold()));
        settings.put("redact.topic", INPUT + ".redacted");
        return settings;
    }
}
