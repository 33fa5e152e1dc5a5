package textmill.runtime.engine;

/**
 * Counters of an engine since it was opened, and gauges of the moment. Totals over all models.
 *
 * @param device the device really used, for example {@code cpu} or {@code cuda:0}
 * @param texts texts completed with a result
 * @param failures texts completed with {@link Outcome.Failure}
 * @param deduplicated task computations spared because the same text was already in flight
 * @param cacheHits task computations answered by the result cache
 * @param cacheMisses task computations that the result cache did not know; zero when the cache is off
 * @param batches runs of a model
 * @param rows texts in those runs
 * @param tokens real tokens in those runs, special tokens included
 * @param paddedTokens rows times longest over those runs
 * @param budgetTokens token budgets summed over those runs
 * @param tokenizeNanos time spent tokenising, summed over threads, nanoseconds
 * @param computeNanos time spent in model runs, summed over threads, nanoseconds
 * @param inFlightTexts texts in the window now
 * @param inFlightBytes bytes that the window charges for them now
 * @param queued what waits for a device now
 */
public record EngineStatistics(
        String device,
        long texts,
        long failures,
        long deduplicated,
        long cacheHits,
        long cacheMisses,
        long batches,
        long rows,
        long tokens,
        long paddedTokens,
        long budgetTokens,
        long tokenizeNanos,
        long computeNanos,
        long inFlightTexts,
        long inFlightBytes,
        Queued queued) {

    /**
     * What waits for a device, tokenised.
     *
     * @param rows texts, or parts of texts, counted once for each model
     * @param tokens their tokens
     */
    public record Queued(long rows, long tokens) {
        /** Nothing waits. */
        public static final Queued NOTHING = new Queued(0, 0);
    }

    /** All zero. */
    public static EngineStatistics none() {
        return new EngineStatistics("none", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Queued.NOTHING);
    }

    /** Share of the computed tokens that were padding, 0 to 1. */
    public double paddingRatio() {
        return paddedTokens == 0 ? 0 : 1 - (double) tokens / paddedTokens;
    }

    /** How full the average batch was against its token budget, 0 to 1 (above 1 where one text exceeds the budget). */
    public double batchFill() {
        return budgetTokens == 0 ? 0 : (double) paddedTokens / budgetTokens;
    }

    /** Texts in the average batch. */
    public double rowsPerBatch() {
        return batches == 0 ? 0 : (double) rows / batches;
    }

    /** Share of cache look-ups that were answered, 0 to 1. */
    public double cacheHitRate() {
        long lookups = cacheHits + cacheMisses;
        return lookups == 0 ? 0 : (double) cacheHits / lookups;
    }
}
