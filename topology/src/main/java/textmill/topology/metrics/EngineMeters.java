package textmill.topology.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import textmill.runtime.engine.EngineObserver;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;

/** What the engine does. Thread-safe. */
final class EngineMeters implements EngineObserver {
    private final Meters meters;
    private final DistributionSummary tokenize;
    private final Map<Placed, Batches> batches = new ConcurrentHashMap<>();

    private EngineMeters(Meters meters) {
        this.meters = meters;
        this.tokenize = meters.histogram(Metric.ENGINE_TOKENIZE_DURATION, Tags.empty());
    }

    /** A model on a device. */
    private record Placed(String model, String device) {}

    private record Batches(
            DistributionSummary duration,
            DistributionSummary rows,
            DistributionSummary tokens,
            DistributionSummary padding) {}

    /** Registers all of an engine, and looks at it until the observation is closed. */
    static Observation add(InferenceEngine engine, Meters meters) {
        counters(engine, meters);
        TokenRate rate = new TokenRate();
        gauge(Metric.ENGINE_TOKENS_PER_SECOND, engine, meters, all -> rate.at(System.nanoTime(), all.tokens()));
        Tags device = Meters.tag(Label.DEVICE, engine.statistics().device());
        meters.fact(Metric.ENGINE_DEVICE, device);
        EngineMeters observer = new EngineMeters(meters);
        engine.placements().forEach(observer::add);
        return engine.observe(observer);
    }

    private static void counters(InferenceEngine engine, Meters meters) {
        count(Metric.ENGINE_TEXTS, engine, meters, EngineStatistics::texts);
        count(Metric.ENGINE_FAILURES, engine, meters, EngineStatistics::failures);
        count(Metric.ENGINE_BATCHES, engine, meters, EngineStatistics::batches);
        count(Metric.ENGINE_ROWS, engine, meters, EngineStatistics::rows);
        count(Metric.ENGINE_TOKENS, engine, meters, EngineStatistics::tokens);
        count(Metric.ENGINE_PADDED_TOKENS, engine, meters, EngineStatistics::paddedTokens);
        count(Metric.ENGINE_DEDUPLICATED, engine, meters, EngineStatistics::deduplicated);
        count(Metric.ENGINE_CACHE_HITS, engine, meters, EngineStatistics::cacheHits);
        count(Metric.ENGINE_COMPUTE_SECONDS, engine, meters, all -> all.computeNanos() / 1e9);
        count(Metric.ENGINE_TOKENIZE_SECONDS, engine, meters, all -> all.tokenizeNanos() / 1e9);
        gauge(Metric.ENGINE_QUEUE_TEXTS, engine, meters, all -> all.queued().rows());
        gauge(Metric.ENGINE_QUEUE_TOKENS, engine, meters, all -> all.queued().tokens());
        gauge(Metric.ENGINE_WINDOW_TEXTS, engine, meters, EngineStatistics::inFlightTexts);
        gauge(Metric.ENGINE_WINDOW_BYTES, engine, meters, EngineStatistics::inFlightBytes);
        gauge(Metric.ENGINE_PADDING_RATIO, engine, meters, EngineStatistics::paddingRatio);
    }

    private static void count(
            Metric metric, InferenceEngine engine, Meters meters, ToDoubleFunction<EngineStatistics> read) {
        meters.count(metric, Tags.empty(), engine, all -> read.applyAsDouble(all.statistics()));
    }

    private static void gauge(
            Metric metric, InferenceEngine engine, Meters meters, ToDoubleFunction<EngineStatistics> read) {
        meters.gauge(metric, Tags.empty(), engine, all -> read.applyAsDouble(all.statistics()));
    }

    private void add(ModelPlacement model) {
        Tags tags = Meters.tag(Label.MODEL, model.model()).and(Meters.tag(Label.DEVICE, model.device()));
        meters.fact(
                Metric.ENGINE_MODEL,
                tags.and(Meters.tag(Label.RUNTIME, model.runtime()))
                        .and(Meters.tag(Label.PRECISION, model.precision())));
        model.placement()
                .nodes()
                .forEach((provider, nodes) -> meters.gauge(
                        Metric.ENGINE_NODES,
                        tags.and(Meters.tag(Label.PROVIDER, provider)),
                        nodes,
                        Integer::doubleValue));
        // Now, so that they are there before the first batch.
        batches.computeIfAbsent(new Placed(model.model(), model.device()), this::batches);
    }

    private Batches batches(Placed placed) {
        Tags tags = Meters.tag(Label.MODEL, placed.model).and(Meters.tag(Label.DEVICE, placed.device));
        return new Batches(
                meters.histogram(Metric.ENGINE_RUN_DURATION, tags),
                meters.histogram(Metric.ENGINE_BATCH_ROWS, tags),
                meters.histogram(Metric.ENGINE_BATCH_TOKENS, tags),
                meters.histogram(Metric.ENGINE_BATCH_PADDING, tags));
    }

    @Override
    public void tokenized(long nanos) {
        tokenize.record(nanos / 1e9);
    }

    @Override
    public void ran(Run run) {
        Batches of = batches.computeIfAbsent(new Placed(run.model(), run.device()), this::batches);
        of.duration.record(run.nanos() / 1e9);
        of.rows.record(run.size().rows());
        of.tokens.record(run.size().paddedTokens());
        of.padding.record(run.size().padding());
    }
}
