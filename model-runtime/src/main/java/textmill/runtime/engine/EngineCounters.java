package textmill.runtime.engine;

import java.util.concurrent.atomic.LongAdder;

/** What an engine counts; written by all its threads. */
final class EngineCounters {
    final LongAdder texts = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder deduplicated = new LongAdder();
    final LongAdder cacheHits = new LongAdder();
    final LongAdder cacheMisses = new LongAdder();
    final LongAdder batches = new LongAdder();
    final LongAdder rows = new LongAdder();
    final LongAdder tokens = new LongAdder();
    final LongAdder paddedTokens = new LongAdder();
    final LongAdder budgetTokens = new LongAdder();
    final LongAdder tokenizeNanos = new LongAdder();
    final LongAdder computeNanos = new LongAdder();

    EngineStatistics snapshot(String device, Window window, EngineStatistics.Queued queued) {
        return new EngineStatistics(
                device,
                texts.sum(),
                failures.sum(),
                deduplicated.sum(),
                cacheHits.sum(),
                cacheMisses.sum(),
                batches.sum(),
                rows.sum(),
                tokens.sum(),
                paddedTokens.sum(),
                budgetTokens.sum(),
                tokenizeNanos.sum(),
                computeNanos.sum(),
                window.texts(),
                window.bytes(),
                queued);
    }
}
