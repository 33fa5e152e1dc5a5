package textmill.topology.deadletter;

/** An output of a record cannot be made: the record becomes a dead letter. Carries the verdict only, no stack trace. */
public final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialised: caught where records are forwarded
    private final Failure failure;

    /** With its verdict. */
    public FailedException(Failure failure) {
        super(failure.message(), failure.cause(), false, false);
        this.failure = failure;
    }

    /** The verdict. */
    public Failure failure() {
        return failure;
    }
}
