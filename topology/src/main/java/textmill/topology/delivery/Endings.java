package textmill.topology.delivery;

import textmill.runtime.engine.Outcome;
import textmill.topology.deadletter.Failure;
import textmill.topology.deadletter.Reason;

/** From the engine's verdict to a record's ending. */
final class Endings {
    private Endings() {}

    static Ending of(Outcome outcome, boolean textWasCut, boolean substituted) {
        if (outcome instanceof Outcome.Success success) {
            return new Ending.Results(flagged(success, textWasCut, substituted));
        } else if (outcome instanceof Outcome.Failure failure) {
            return new Ending.DeadLetter(
                    Failure.of(reason(failure.reason()), "task " + failure.task() + ": " + failure.message()));
        }
        throw new IllegalArgumentException("no ending for " + outcome.getClass().getName());
    }

    private static Outcome.Success flagged(Outcome.Success success, boolean textWasCut, boolean substituted) {
        if (!textWasCut && !substituted) {
            return success;
        }
        return new Outcome.Success(
                success.results(),
                success.tokens(),
                success.truncated() || textWasCut,
                success.empty(),
                success.substituted() || substituted);
    }

    private static Reason reason(Outcome.Reason reason) {
        return switch (reason) {
            case TOKENIZE_FAILED -> Reason.TOKENIZE_FAILED;
            case INFERENCE_FAILED -> Reason.INFERENCE_FAILED;
            case OUTPUT_NOT_FINITE -> Reason.OUTPUT_NOT_FINITE;
        };
    }
}
