package textmill.runtime.batch;

/**
 * How large one batch may become, and what a batch costs. A text that alone exceeds {@code maxPaddedTokens} is a batch of
 * its own.
 *
 * @param maxPaddedTokens rows times longest, at most
 * @param maxRows texts, at most
 * @param runCost what a run costs whatever is in it, in tokens that could be computed in that time; the larger it is, the
 *     more padding is worth a fuller batch
 * @param buckets how wide batches are
 * @param equalWidths only texts of one width share a batch: of one length where {@code buckets} rounds nothing
 */
public record BatchLimits(int maxPaddedTokens, int maxRows, int runCost, LengthBuckets buckets, boolean equalWidths) {
    /** Checks the ranges. */
    public BatchLimits {
        if (maxPaddedTokens < 1 || maxRows < 1 || runCost < 0) {
            throw new IllegalArgumentException("batch limits out of range: " + maxPaddedTokens + " padded tokens, "
                    + maxRows + " rows, a run's cost of " + runCost + " tokens");
        }
    }

    /** A batch is as wide as its longest text. */
    public BatchLimits(int maxPaddedTokens, int maxRows, int runCost) {
        this(maxPaddedTokens, maxRows, runCost, LengthBuckets.none());
    }

    /** Texts of different lengths share a batch. */
    public BatchLimits(int maxPaddedTokens, int maxRows, int runCost, LengthBuckets buckets) {
        this(maxPaddedTokens, maxRows, runCost, buckets, false);
    }

    /** These limits with another number of padded tokens. */
    public BatchLimits withPaddedTokens(int tokens) {
        return new BatchLimits(tokens, maxRows, runCost, buckets, equalWidths);
    }

    /** These limits for texts of one length, without any padding. */
    public BatchLimits withEqualLengths() {
        return new BatchLimits(maxPaddedTokens, maxRows, runCost, buckets.exact(), true);
    }

    /** These limits for texts whose rows are filled up to one width, whatever shares their batch. */
    public BatchLimits withEqualWidths() {
        return new BatchLimits(maxPaddedTokens, maxRows, runCost, buckets, true);
    }

    /** Limits for a batch of two models: what both allow. Both lay out rows in the same widths. */
    public BatchLimits and(BatchLimits other) {
        return new BatchLimits(
                Math.min(maxPaddedTokens, other.maxPaddedTokens),
                Math.min(maxRows, other.maxRows),
                Math.max(runCost, other.runCost),
                buckets,
                equalWidths || other.equalWidths);
    }

    /** Which texts may share a batch. */
    public Sharing sharing() {
        if (maxRows == 1) {
            return Sharing.ONE_TEXT;
        }
        if (!equalWidths) {
            return Sharing.ANY_TEXTS;
        }
        return buckets.isRounding() ? Sharing.EQUAL_WIDTHS : Sharing.EQUAL_LENGTHS;
    }

    /** These limits for every text alone. */
    public BatchLimits withOneRow() {
        return new BatchLimits(maxPaddedTokens, 1, runCost, buckets, equalWidths);
    }
}
