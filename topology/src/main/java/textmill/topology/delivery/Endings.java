package textmill.topology.delivery;

import java.util.List;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.TaskResult;
import textmill.runtime.task.Windowed;
import textmill.runtime.text.TextFlags;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Reason;

/** From the engine's verdict to a record's ending. */
final class Endings {
    private Endings() {}

    /**
     * The ending of a text.
     *
     * @param seen what happened to the text before the engine had it
     */
    static Ending of(Outcome outcome, TextFlags seen) {
        if (outcome instanceof Outcome.Success success) {
            List<TaskResult> whole =
                    success.results().stream().map(Windowed::whole).toList();
            return new Ending.Results(
                    new Outcome.Success(whole, success.tokens(), success.flags().or(seen)), success.results());
        } else if (outcome instanceof Outcome.Failure failure) {
            return new Ending.DeadLetter(
                    Failure.of(reason(failure.reason()), "task " + failure.task() + ": " + failure.message()));
        }
        throw new IllegalArgumentException("no ending for " + outcome.getClass().getName());
    }

    private static Reason reason(Outcome.Reason reason) {
        return switch (reason) {
            case TOKENIZE_FAILED -> Reason.TOKENIZE_FAILED;
            case PAIR_NOT_TAKEN -> Reason.PAIR_NOT_TAKEN;
            case PAIR_MISSING -> Reason.PAIR_MISSING;
            case INFERENCE_FAILED -> Reason.INFERENCE_FAILED;
            case OUTPUT_NOT_FINITE -> Reason.OUTPUT_NOT_FINITE;
        };
    }
}
