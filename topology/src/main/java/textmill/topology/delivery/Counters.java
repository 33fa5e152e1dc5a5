package textmill.topology.delivery;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import textmill.topology.deadletter.Reason;

/**
 * How records ended. At every moment {@code inputs = outputs + tombstones + dead letters + skips + returned + in flight},
 * where returned records were given back unfinished because the partition moved or the process stopped; they are read
 * again. Thread-safe.
 */
public final class Counters {
    private final LongAdder inputs = new LongAdder();
    private final LongAdder outputs = new LongAdder();
    private final LongAdder tombstones = new LongAdder();
    private final LongAdder skips = new LongAdder();
    private final LongAdder returned = new LongAdder();
    private final LongAdder submitted = new LongAdder();
    private final LongAdder settled = new LongAdder();
    private final Map<Reason, LongAdder> deadLetters = new EnumMap<>(Reason.class);
    private volatile DeliveryObserver observer = DeliveryObserver.NOBODY;

    Counters() {
        for (Reason reason : Reason.values()) {
            deadLetters.put(reason, new LongAdder());
        }
    }

    /** Records read. */
    public long inputs() {
        return inputs.sum();
    }

    /** Records whose results were written, one per record whatever the number of tasks. */
    public long outputs() {
        return outputs.sum();
    }

    /** Records without a value, passed on to every output. */
    public long tombstones() {
        return tombstones.sum();
    }

    /** Records with a null text that were skipped as configured. */
    public long skips() {
        return skips.sum();
    }

    /** Records given back unfinished. */
    public long returned() {
        return returned.sum();
    }

    /** Dead letters of all reasons. */
    public long deadLetters() {
        return deadLetters.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Dead letters of one reason. */
    public long deadLetters(Reason reason) {
        return deadLetter(reason).sum();
    }

    /** Records read whose ending has not been forwarded. */
    public long inFlight() {
        // Endings first: a record that ends in between is counted as in flight, never as negative.
        long ended = outputs() + tombstones() + deadLetters() + skips() + returned();
        return inputs() - ended;
    }

    /** Records that the engine has or had and whose ending has not been forwarded. */
    long unsettled() {
        long done = settled.sum();
        return submitted.sum() - done;
    }

    void read() {
        inputs.increment();
    }

    void submitted() {
        submitted.increment();
    }

    void settled() {
        settled.increment();
    }

    void returned(int records) {
        returned.add(records);
    }

    void ended(Ending ending) {
        if (ending instanceof Ending.Results) {
            outputs.increment();
        } else if (ending instanceof Ending.Tombstone) {
            tombstones.increment();
        } else if (ending instanceof Ending.Skip) {
            skips.increment();
        } else if (ending instanceof Ending.DeadLetter deadLetter) {
            deadLetter(deadLetter.failure().reason()).increment();
        }
    }

    /** Whoever looks at how long records take. */
    void observe(DeliveryObserver looking) {
        observer = looking;
    }

    DeliveryObserver observer() {
        return observer;
    }

    private LongAdder deadLetter(Reason reason) {
        LongAdder adder = deadLetters.get(reason);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + reason);
        }
        return adder;
    }
}
