package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.TokenizeException;
import textmill.runtime.tokenize.Tokens;

/** Tokenises ahead of the devices, on threads of its own: each text once per tokenizer, whatever the models. */
final class TokenizeStage implements AutoCloseable {
    private final ExecutorService threads;
    private final BatchScheduler scheduler;
    private final Completions completions;
    private final EngineCounters counters;

    TokenizeStage(int threads, BatchScheduler scheduler, Completions completions, EngineCounters counters) {
        this.threads = Executors.newFixedThreadPool(threads, EngineThreads.named("textmill-tokenize"));
        this.scheduler = scheduler;
        this.completions = completions;
        this.counters = counters;
    }

    /** Queues the computations of one text; false if the stage is closed. */
    boolean submit(String text, List<Computation> computations) {
        try {
            threads.execute(() -> tokenize(text, computations));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Tokenises on the calling thread: sooner done where nothing else waits. */
    void now(String text, List<Computation> computations) {
        tokenize(text, computations);
    }

    private void tokenize(String text, List<Computation> computations) {
        Map<TextTokenizer, List<Computation>> byTokenizer = new LinkedHashMap<>();
        for (Computation computation : computations) {
            byTokenizer
                    .computeIfAbsent(computation.model.tokenizer(), tokenizer -> new ArrayList<>())
                    .add(computation);
        }
        byTokenizer.forEach((tokenizer, group) -> tokenize(tokenizer, text, group));
    }

    private void tokenize(TextTokenizer tokenizer, String text, List<Computation> group) {
        boolean offsets = group.stream().anyMatch(computation -> computation.model.needsOffsets());
        long start = System.nanoTime();
        Tokens tokens;
        try {
            tokens = tokenizer.tokenize(text, offsets);
        } catch (TokenizeException e) {
            for (Computation computation : group) {
                completions.complete(
                        computation,
                        ComputedText.refused(
                                computation.model.heads().size(),
                                Outcome.Reason.TOKENIZE_FAILED,
                                String.valueOf(e.getMessage())));
            }
            return;
        } catch (RuntimeException | Error e) {
            completions.stop(new EngineFailedException("a tokenising thread failed: " + e, e));
            return;
        }
        counters.tokenizeNanos.add(System.nanoTime() - start);
        for (Computation computation : group) {
            computation.tokenized(
                    tokens.cut(computation.model.spec().tokenizer().maxTokens()));
        }
        // A closed scheduler takes nothing; the engine then completes what is in flight itself.
        scheduler.add(group);
    }

    /** Drops what is queued and waits for what runs. */
    @Override
    public void close() {
        threads.shutdownNow();
        EngineThreads.join(threads);
    }
}
