package textmill.topology.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.EngineStatistics;
import textmill.topology.console.FlowSources.Watched;
import textmill.topology.delivery.Counters;
import textmill.topology.delivery.PipelineDelivery;
import textmill.topology.health.PartitionLag;

/**
 * How fast everything goes, second by second, over the last quarter of an hour: the same counters that the metrics are made
 * of. Written by the console's thread, read by all.
 */
final class Flow {
    private static final int KEPT = 900;
    private static final double NANOS = 1e9;

    private final FlowSources sources;
    private final Deque<Moment> moments = new ArrayDeque<>();
    private @Nullable Look last;

    Flow(FlowSources sources) {
        this.sources = sources;
    }

    /**
     * One second.
     *
     * @param time milliseconds since the epoch
     * @param engine numbers of the engine by name
     * @param pipelines numbers of each pipeline by its name
     */
    record Moment(long time, Map<String, Double> engine, Map<String, Map<String, Double>> pipelines) {}

    /** Totals of a pipeline at one moment. */
    private record Totals(long read, long results, long deadLetters, double commits) {}

    private record Look(long nanos, EngineStatistics engine, Map<String, Totals> pipelines) {}

    /** Looks at all counters; the first look gives no rates yet. */
    synchronized @Nullable Moment look(long now, long nanos) {
        Map<String, Totals> totals = new LinkedHashMap<>();
        Map<String, Map<String, Double>> pipelines = new LinkedHashMap<>();
        Look before = last;
        double seconds = before == null ? 1 : (nanos - before.nanos) / NANOS;
        for (Watched application : sources.applications()) {
            double commits = application.commits().getAsDouble();
            List<PartitionLag> lags = application.lags().get();
            for (PipelineDelivery pipeline : application.delivery().pipelines()) {
                Counters counters = pipeline.counters();
                Totals total = new Totals(counters.inputs(), counters.outputs(), counters.deadLetters(), commits);
                totals.put(pipeline.name(), total);
                Totals past = before == null ? total : before.pipelines.getOrDefault(pipeline.name(), total);
                pipelines.put(pipeline.name(), numbers(pipeline, lags, seconds, List.of(past, total)));
            }
        }
        EngineStatistics engine = sources.engine().statistics();
        last = new Look(nanos, engine, totals);
        if (before == null) {
            return null;
        }
        Moment moment = new Moment(now, engine(before.engine, engine, seconds), pipelines);
        moments.addLast(moment);
        if (moments.size() > KEPT) {
            moments.removeFirst();
        }
        return moment;
    }

    private static Map<String, Double> numbers(
            PipelineDelivery pipeline, List<PartitionLag> lags, double seconds, List<Totals> pastAndNow) {
        Totals past = pastAndNow.get(0);
        Totals now = pastAndNow.get(1);
        double lagRecords = 0;
        double lagSeconds = 0;
        for (PartitionLag lag : lags) {
            if (pipeline.inputs().contains(lag.partition().topic())) {
                lagRecords += lag.records();
                lagSeconds = Math.max(lagSeconds, lag.seconds());
            }
        }
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("read", (now.read - past.read) / seconds);
        numbers.put("results", (now.results - past.results) / seconds);
        numbers.put("deadLetters", (now.deadLetters - past.deadLetters) / seconds);
        numbers.put("commits", (now.commits - past.commits) / seconds);
        numbers.put("inFlight", (double) pipeline.counters().inFlight());
        numbers.put("lagRecords", lagRecords);
        numbers.put("lagSeconds", lagSeconds);
        return numbers;
    }

    private static Map<String, Double> engine(EngineStatistics past, EngineStatistics now, double seconds) {
        long padded = now.paddedTokens() - past.paddedTokens();
        long budget = now.budgetTokens() - past.budgetTokens();
        long tokens = now.tokens() - past.tokens();
        Map<String, Double> numbers = new LinkedHashMap<>();
        numbers.put("texts", (now.texts() - past.texts()) / seconds);
        numbers.put("tokens", tokens / seconds);
        numbers.put("batches", (now.batches() - past.batches()) / seconds);
        numbers.put("fill", budget <= 0 ? 0 : (double) padded / budget);
        numbers.put("padding", padded <= 0 ? 0 : 1 - (double) tokens / padded);
        numbers.put("busy", (now.computeNanos() - past.computeNanos()) / NANOS / seconds);
        numbers.put("queuedTexts", (double) now.queued().rows());
        numbers.put("queuedTokens", (double) now.queued().tokens());
        numbers.put("waiting", (double) now.inFlightTexts());
        numbers.put("waitingBytes", (double) now.inFlightBytes());
        return numbers;
    }

    /** The last quarter of an hour, the oldest first. */
    synchronized List<Moment> moments() {
        return new ArrayList<>(moments);
    }

    FlowSources sources() {
        return sources;
    }
}
