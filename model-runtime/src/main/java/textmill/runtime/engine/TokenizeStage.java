package textmill.runtime.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import textmill.runtime.task.PlannedRow;
import textmill.runtime.text.TextInput;
import textmill.runtime.tokenize.TextTokenizer;
import textmill.runtime.tokenize.TokenizeException;
import textmill.runtime.tokenize.Tokens;

/**
 * Makes rows of texts ahead of the devices, on threads of its own. Where a text is one row it is tokenised once per
 * tokenizer, whatever the models.
 */
final class TokenizeStage implements AutoCloseable {
    private final ExecutorService threads;
    private final BatchScheduler scheduler;
    private final Completions completions;
    private final EngineCounters counters;
    private final Observers observers;

    TokenizeStage(int threads, BatchScheduler scheduler, Completions completions, DeviceWorker.Seen seen) {
        this.threads = Executors.newFixedThreadPool(threads, EngineThreads.named("textmill-tokenize"));
        this.scheduler = scheduler;
        this.completions = completions;
        this.counters = seen.counters();
        this.observers = seen.observers();
    }

    /** Queues the computations of one text; false if the stage is closed. */
    boolean submit(TextInput input, List<Computation> computations) {
        try {
            threads.execute(() -> tokenize(input, computations));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Tokenises on the calling thread: sooner done where nothing else waits. */
    void now(TextInput input, List<Computation> computations) {
        tokenize(input, computations);
    }

    private void tokenize(TextInput input, List<Computation> computations) {
        Map<TextTokenizer, List<Computation>> byTokenizer = new LinkedHashMap<>();
        for (Computation computation : computations) {
            if (computation.pass.whole()) {
                byTokenizer
                        .computeIfAbsent(computation.pass.model().tokenizer(), tokenizer -> new ArrayList<>())
                        .add(computation);
            } else {
                guarded(List.of(computation), () -> queue(planned(computation)));
            }
        }
        byTokenizer.forEach((tokenizer, group) -> guarded(group, () -> queue(wholes(tokenizer, input, group))));
    }

    private void guarded(List<Computation> group, Runnable work) {
        long start = System.nanoTime();
        try {
            work.run();
        } catch (TokenizeException e) {
            for (Computation computation : group) {
                completions.complete(
                        computation,
                        ComputedText.refused(
                                computation.pass.heads().size(),
                                Outcome.Reason.TOKENIZE_FAILED,
                                String.valueOf(e.getMessage())));
            }
        } catch (RuntimeException | Error e) {
            completions.stop(new EngineFailedException("a tokenising thread failed: " + e, e));
        }
        long nanos = System.nanoTime() - start;
        counters.tokenizeNanos.add(nanos);
        observers.tokenized(nanos);
    }

    private static List<QueuedText> wholes(TextTokenizer tokenizer, TextInput input, List<Computation> group) {
        boolean offsets = group.stream().anyMatch(computation -> computation.pass.needsOffsets());
        Tokens tokens = tokenizer.tokenize(input, offsets);
        List<QueuedRow> rows = new ArrayList<>(group.size());
        for (Computation computation : group) {
            int maxTokens = computation.pass.model().spec().tokenizer().maxTokens();
            rows.add(new QueuedRow(computation, 0, tokens.cut(maxTokens)));
        }
        return QueuedText.together(rows);
    }

    private List<QueuedText> planned(Computation computation) {
        List<PlannedRow> rows = computation.pass.plan().rows(computation.input, computation.pass.source());
        List<QueuedRow> queued = computation.planned(rows);
        if (rows.isEmpty()) {
            completions.complete(computation, computation.nothing());
        }
        return queued.stream().map(QueuedText::of).toList();
    }

    /** A closed scheduler takes nothing; the engine then completes what is in flight itself. */
    private void queue(List<QueuedText> texts) {
        boolean unused = scheduler.add(texts);
    }

    /** Drops what is queued and waits for what runs. */
    @Override
    public void close() {
        threads.shutdownNow();
        EngineThreads.join(threads);
    }
}
