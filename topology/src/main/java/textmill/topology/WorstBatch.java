package textmill.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.Outcome;
import textmill.runtime.task.PairUse;
import textmill.runtime.task.Task;
import textmill.runtime.text.TextInput;
import textmill.topology.config.ConfigException;
import textmill.topology.config.DeliveryKeys;
import textmill.topology.config.KafkaKeys;
import textmill.topology.config.TextmillConfig;

/**
 * Measures, before the first text, how long the largest batch can take on this machine, and refuses settings under which
 * a healthy engine would look like a stuck one. Computing a long text also warms the models up.
 */
final class WorstBatch {
    /** So many of the worst batches must fit into each limit. */
    private static final int SAFETY = 3;

    private static final int WORDS = 2_000;

    /** A machine that stands still for some seconds while one is measured is not a slow one. */
    private static final int MEASUREMENTS = 3;

    private final TextmillConfig config;
    private final InferenceEngine engine;
    private final LongSupplier nanoTime;

    WorstBatch(TextmillConfig config, InferenceEngine engine) {
        this(config, engine, System::nanoTime);
    }

    WorstBatch(TextmillConfig config, InferenceEngine engine, LongSupplier nanoTime) {
        this.config = config;
        this.engine = engine;
        this.nanoTime = nanoTime;
    }

    /** @throws ConfigException if three of the largest batches do not fit into a limit */
    void check() {
        compute("warm up ");
        List<String> problems = measure(0);
        for (int made = 1; !problems.isEmpty() && made < MEASUREMENTS; made++) {
            problems = measure(made);
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** @param number of the measurement: the same words again may be answered from what is remembered */
    private List<String> measure(int number) {
        EngineStatistics before = engine.statistics();
        Duration one = compute("measure" + number + " ");
        EngineStatistics after = engine.statistics();
        long padded = after.paddedTokens() - before.paddedTokens();
        long budget = after.budgetTokens() - before.budgetTokens();
        double share = padded <= 0 ? 1 : Math.max(1, (double) budget / padded);
        long worstMs = (long) (one.toMillis() * share);
        List<String> problems = new ArrayList<>();
        fits(worstMs, "kafka.consumer.max.poll.interval.ms", config.maxPollIntervalMs(), problems);
        fits(
                worstMs,
                "request.timeout.ms",
                config.get(DeliveryKeys.REQUEST_TIMEOUT).toMillis(),
                problems);
        if (config.get(KafkaKeys.PROCESSING_GUARANTEE) == KafkaKeys.Guarantee.EXACTLY_ONCE_V2) {
            fits(worstMs, "kafka.producer.transaction.timeout.ms", config.transactionTimeoutMs(), problems);
        }
        return problems;
    }

    private static void fits(long worstMs, String key, long limitMs, List<String> problems) {
        if (worstMs * SAFETY > limitMs) {
            problems.add("The largest batch takes about " + worstMs + " ms on this machine: " + SAFETY
                    + " of them do not fit into " + key + " = " + limitMs
                    + ". Lower batch.padded.tokens or max.tokens, or raise " + key + ".");
        }
    }

    private Duration compute(String word) {
        long began = nanoTime.getAsLong();
        long limitMs = config.get(DeliveryKeys.REQUEST_TIMEOUT).toMillis();
        try {
            computeAll(word.repeat(WORDS), limitMs);
        } catch (TimeoutException e) {
            throw new ConfigException(List.of("One text took more than request.timeout.ms = " + limitMs
                    + " on this machine. Lower max.tokens, or raise request.timeout.ms."));
        } catch (ExecutionException e) {
            throw new ConfigException(List.of("The engine cannot compute a text: " + e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConfigException(List.of("Interrupted while the models were warmed up."));
        }
        return Duration.ofNanos(nanoTime.getAsLong() - began);
    }

    /** Tasks that read two texts get two: the longest row that there can be, too. */
    private void computeAll(String text, long limitMs)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<Boolean, List<Task>> tasks = engine.tasks().stream()
                .collect(Collectors.partitioningBy(task -> task.type().pairs() == PairUse.REQUIRED));
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (Map.Entry<Boolean, List<Task>> group : tasks.entrySet()) {
            if (!group.getValue().isEmpty()) {
                TextInput input = group.getKey() ? TextInput.pair(text, text) : TextInput.of(text);
                outcomes.add(
                        engine.submit(input, group.getValue(), Duration.ZERO).toCompletableFuture());
            }
        }
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture<?>[]::new)).get(limitMs, TimeUnit.MILLISECONDS);
    }
}
