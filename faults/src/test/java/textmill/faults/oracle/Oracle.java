package textmill.faults.oracle;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import textmill.faults.load.Load;

/**
 * The account of which results were seen: a multiset of (source partition, offset, result), reduced to what is wrong with
 * it. Thread-safe.
 */
public final class Oracle {
    private static final int EXAMPLES = 10;

    private final Load.Plan plan;
    private final ExpectedResult expected;
    private final BitSet[] seen;
    private final long[] highest;
    private final List<String> examples = new ArrayList<>();
    private long total;
    private long distinct;
    private long duplicated;
    private long reordered;
    private long wrong;
    private long deadLetters;

    /** Decides whether a result is the right one. */
    @FunctionalInterface
    public interface ExpectedResult {
        /** True if the result is what must come of the text at its source. */
        boolean matches(OutputRecord result);

        /** Place of the result among those of its source partition: one for each record, unless it has several. */
        default long place(OutputRecord result) {
            return result.sourceOffset();
        }

        /** How many results must come of what was written. */
        default long total(Load.Plan written) {
            return written.records();
        }
    }

    /** For everything that a load writes. */
    public Oracle(Load.Plan plan, ExpectedResult expected) {
        this.plan = plan;
        this.expected = expected;
        this.seen = new BitSet[plan.partitions()];
        this.highest = new long[plan.partitions()];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = new BitSet();
            highest[i] = -1;
        }
    }

    /** Takes one record of the output topic, in the order of its partition. */
    public synchronized void result(OutputRecord result) {
        total++;
        int partition = result.sourcePartition();
        long offset = result.sourceOffset();
        if (!result.sourceTopic().equals(plan.topic())
                || partition != result.partition()
                || offset < 0
                || offset >= plan.in(partition)
                || !expected.matches(result)) {
            wrong++;
            example("wrong", result);
            return;
        }
        int bit = Math.toIntExact(expected.place(result));
        if (seen[partition].get(bit)) {
            duplicated++;
            example("again", result);
            return;
        }
        seen[partition].set(bit);
        distinct++;
        if (bit < highest[partition]) {
            reordered++;
            example("late", result);
        }
        highest[partition] = Math.max(highest[partition], bit);
    }

    /** Dead letters so far. */
    public synchronized long deadLetters() {
        return deadLetters;
    }

    /** Takes one dead letter. */
    public synchronized void deadLetter() {
        deadLetters++;
    }

    private void example(String what, OutputRecord result) {
        if (examples.size() < EXAMPLES) {
            examples.add(what + ": source " + result.sourcePartition() + "/" + result.sourceOffset() + " at "
                    + result.partition() + "/" + result.offset());
        }
    }

    /** Results that are to come of what is planned. */
    public long expected() {
        return expected.total(plan);
    }

    /** Places with at least one right result so far. */
    public synchronized long distinct() {
        return distinct;
    }

    /** Results so far, wrong and repeated ones included. */
    public synchronized long total() {
        return total;
    }

    /**
     * What is wrong at this moment; what has not come yet counts as lost.
     *
     * @param written what the load really wrote: the plan, or the beginning of it
     * @param settled whether this is the end of it
     */
    public synchronized Verdict verdict(Load.Plan written, boolean settled) {
        long total = expected.total(written);
        return new Verdict(
                total, total - distinct, duplicated, reordered, wrong, deadLetters, List.copyOf(examples), settled);
    }
}
