package textmill.runtime;

import textmill.runtime.engine.Outcome;

/** One text could not be computed; the model goes on working. The message repeats nothing of the text. */
public final class TextFailedException extends RuntimeException {
    private final transient Outcome.Failure failure;

    TextFailedException(Outcome.Failure failure) {
        super(failure.reason() + " in " + failure.task() + ": " + failure.message());
        this.failure = failure;
    }

    /** What failed and why. */
    public Outcome.Failure failure() {
        return failure;
    }
}
