package textmill.topology.deadletter;

/** Names of the headers that a dead letter carries beside the original ones. */
public final class ErrorHeaders {
    /** Class of the exception; Kafka's own name. */
    public static final String EXCEPTION = "__streams.errors.exception";
    /** What was found and expected; Kafka's own name. */
    public static final String MESSAGE = "__streams.errors.message";
    /** Stack trace, only if configured; Kafka's own name. */
    public static final String STACKTRACE = "__streams.errors.stacktrace";
    /** Topic of the input record; Kafka's own name. */
    public static final String TOPIC = "__streams.errors.topic";
    /** Partition of the input record, decimal; Kafka's own name. */
    public static final String PARTITION = "__streams.errors.partition";
    /** Offset of the input record, decimal; Kafka's own name. */
    public static final String OFFSET = "__streams.errors.offset";
    /** Stable code, see {@link Reason}. */
    public static final String REASON = "textmill.errors.reason";
    /** Timestamp of the input record, milliseconds, decimal; -1 if it had none. The dead letter may have another one. */
    public static final String TIMESTAMP = "textmill.errors.timestamp";
    /** What was cut to fit, for example {@code value=2097152,key=0,headers=3}: original bytes or number of headers. */
    public static final String CUT = "textmill.errors.cut";
    /** Name of the pipeline, if it has one; results carry it too. */
    public static final String PIPELINE = "textmill.pipeline";

    /**
     * How often {@code dead-letters --replay} has sent the record, decimal. Not added by this package: it comes with the
     * record.
     */
    public static final String ATTEMPTS = "textmill.replay.attempts";

    private ErrorHeaders() {}
}
