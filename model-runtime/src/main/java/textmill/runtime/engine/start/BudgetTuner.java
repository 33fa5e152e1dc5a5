package textmill.runtime.engine.start;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import textmill.runtime.batch.PaddedBatch;
import textmill.runtime.device.Device;
import textmill.runtime.engine.EngineThreads;
import textmill.runtime.engine.LoadedModel;
import textmill.runtime.runner.RunFailedException;
import textmill.runtime.tokenize.Tokens;

/**
 * Tries a few token budgets on the device and takes the smallest that is nearly the fastest: small batches answer sooner.
 * All models together take at most about 2 seconds.
 */
final class BudgetTuner {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetTuner.class);
    private static final long TOTAL_NANOS = 1_800_000_000L;
    private static final double NEARLY = 0.97;
    private static final String SAMPLE =
            "The usual text has some thirty words, and so has this one, because a budget is"
                    + " only worth what it brings for texts of the length that the texts of most streams have.";
    private static final List<Integer> CPU_BUDGETS = List.of(128, 256, 512, 1_024);
    private static final List<Integer> GPU_BUDGETS = List.of(2_048, 4_096, 8_192, 16_384, 32_768);

    private final List<LoadedModel> models;
    private final List<Integer> budgets;
    private final int callers;
    private final LongSupplier clock;

    BudgetTuner(List<LoadedModel> models, Device device, int callers) {
        this(models, device, callers, System::nanoTime);
    }

    BudgetTuner(List<LoadedModel> models, Device device, int callers, LongSupplier clock) {
        this.models = models;
        this.budgets = device.kind().isProcessor() ? CPU_BUDGETS : GPU_BUDGETS;
        this.callers = callers;
        this.clock = clock;
    }

    void tune() {
        // A model that runs each text alone has nothing to choose.
        List<LoadedModel> batching =
                models.stream().filter(model -> model.limits().maxRows() > 1).toList();
        ExecutorService threads = Executors.newFixedThreadPool(callers, EngineThreads.named("textmill-tuning"));
        try {
            for (LoadedModel model : batching) {
                tune(model, threads, TOTAL_NANOS / batching.size());
            }
        } finally {
            threads.shutdown();
            EngineThreads.join(threads);
        }
    }

    private void tune(LoadedModel model, ExecutorService threads, long allowedNanos) {
        Tokens text = model.tokenizer().tokenize(SAMPLE, true);
        long end = clock.getAsLong() + allowedNanos;
        Map<Integer, Double> tokensPerSecond = new TreeMap<>();
        for (int i = 0; i < budgets.size(); i++) {
            long left = end - clock.getAsLong();
            int rows = Math.min(budgets.get(i) / text.length(), model.limits().maxRows());
            // The larger the budget the longer one run: one that could not end in time is not begun.
            boolean tooLarge = budgets.get(i) > model.mostPaddedTokens();
            if (rows < 1 || tooLarge || (i > 0 && left <= 0)) {
                break;
            }
            double speed = measure(model, Collections.nCopies(rows, text), threads, left / (budgets.size() - i));
            if (speed <= 0) {
                break;
            }
            tokensPerSecond.put(budgets.get(i), speed);
        }
        int chosen = choose(tokensPerSecond, model.limits().maxPaddedTokens());
        model.budget(chosen);
        LOG.info(
                "Model {}: batches of {} padded tokens, measured tokens/s {}",
                model.spec().name(),
                chosen,
                tokensPerSecond);
    }

    /** The smallest budget that reaches nearly the highest speed. */
    static int choose(Map<Integer, Double> tokensPerSecond, int otherwise) {
        double best = tokensPerSecond.values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        return tokensPerSecond.entrySet().stream()
                .filter(entry -> entry.getValue() >= NEARLY * best)
                .mapToInt(Map.Entry::getKey)
                .min()
                .orElse(otherwise);
    }

    /** Tokens per second with every caller busy for about that long; at least one run each; 0 if a run fails. */
    private double measure(LoadedModel model, List<Tokens> rows, ExecutorService threads, long nanos) {
        long start = clock.getAsLong();
        List<Future<Long>> counts = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            counts.add(threads.submit(() -> run(model, rows, start + nanos)));
        }
        long tokens = 0;
        boolean failed = false;
        for (Future<Long> count : counts) {
            try {
                tokens += count.get();
            } catch (ExecutionException e) {
                failed = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed = true;
            }
        }
        long took = Math.max(1, clock.getAsLong() - start);
        return failed ? 0 : tokens * 1e9 / took;
    }

    private long run(LoadedModel model, List<Tokens> rows, long until) throws RunFailedException {
        PaddedBatch batch = new PaddedBatch();
        long tokens = 0;
        do {
            model.fill(batch, rows);
            model.runners().get(0).run(batch, model.outputs()).close();
            tokens += batch.paddedTokens();
        } while (clock.getAsLong() < until);
        return tokens;
    }
}
