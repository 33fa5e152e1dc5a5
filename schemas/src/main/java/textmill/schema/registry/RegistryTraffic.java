package textmill.schema.registry;

import java.util.concurrent.atomic.LongAdder;

/** Counts what a registry client asks over the network, and what came of it. Thread-safe. */
public final class RegistryTraffic {
    private final LongAdder answers = new LongAdder();
    private final LongAdder refusals = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /** Requests that were answered. */
    public long answers() {
        return answers.sum();
    }

    /** Requests to which the registry said no: it knows no such schema, or does not take one. */
    public long refusals() {
        return refusals.sum();
    }

    /** Requests without a verdict: no connection, a time-out, an error of the registry or of something before it. */
    public long failures() {
        return failures.sum();
    }

    void answered() {
        answers.increment();
    }

    void refused() {
        refusals.increment();
    }

    void failed() {
        failures.increment();
    }
}
