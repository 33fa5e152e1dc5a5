package textmill.topology.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.streams.KafkaStreams;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.engine.InferenceEngine;
import textmill.runtime.engine.ModelPlacement;
import textmill.topology.deadletter.Reason;
import textmill.topology.delivery.Counters;
import textmill.topology.delivery.Delivery;
import textmill.topology.delivery.Outlet;
import textmill.topology.delivery.PipelineDelivery;
import textmill.topology.health.Watchdog;
import textmill.topology.judging.JudgingCounters;
import textmill.topology.metrics.Metric.Label;

/** All metrics of a process in one registry. Thread-safe. */
public final class TextmillMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<AutoCloseable> binders = new ArrayList<>();
    private final KafkaNames kafkaNames = new KafkaNames();
    private final Lags lags;

    /** A registry with the metrics of the JVM. */
    public TextmillMetrics() {
        registry.config().meterFilter(kafkaNames);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(registry);
        binders.add(gc);
        lags = new Lags(registry);
    }

    /** The registry, for meters of one's own. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Adds how the records of an application's pipelines end, and what they compute. */
    public TextmillMetrics add(Delivery delivery) {
        for (PipelineDelivery pipeline : delivery.pipelines()) {
            Tags tags = pipeline.name().isEmpty() ? Tags.empty() : tag(Label.PIPELINE, pipeline.name());
            add(pipeline.counters(), tags);
            pipeline.results().forEach(outlet -> add(outlet, tags));
        }
        return this;
    }

    private void add(Outlet outlet, Tags tags) {
        Tags task = tags.and(tag(Label.TASK, outlet.name()))
                .and(tag(Label.KIND, outlet.task().type().name()))
                .and(tag(Label.MODEL, outlet.task().model()))
                .and(tag(Label.TOPIC, outlet.topic()));
        gauge(Metric.TASK, task, outlet, all -> 1);
    }

    /** Adds how the texts of a pipeline are judged. */
    public TextmillMetrics add(String pipeline, JudgingCounters counters) {
        Tags tags = pipeline.isEmpty() ? Tags.empty() : tag(Label.PIPELINE, pipeline);
        for (JudgingCounters.Kind kind : JudgingCounters.Kind.values()) {
            count(Metric.ANOMALY_TEXTS, tags.and(tag(Label.JUDGEMENT, kind.text())), counters, all -> all.texts(kind));
        }
        for (JudgingCounters.FeedbackKind kind : JudgingCounters.FeedbackKind.values()) {
            count(
                    Metric.ANOMALY_FEEDBACK,
                    tags.and(tag(Label.FEEDBACK, kind.text())),
                    counters,
                    all -> all.feedback(kind));
        }
        count(Metric.ANOMALY_DRIFTS, tags, counters, JudgingCounters::drifts);
        count(Metric.ANOMALY_RESETS, tags, counters, JudgingCounters::resets);
        gauge(Metric.ANOMALY_KEYS, tags, counters, JudgingCounters::keys);
        return this;
    }

    private void add(Counters counters, Tags tags) {
        count(Metric.RECORDS_READ, tags, counters, Counters::inputs);
        ended(counters, tags, "result", Counters::outputs);
        ended(counters, tags, "tombstone", Counters::tombstones);
        ended(counters, tags, "skip", Counters::skips);
        ended(counters, tags, "returned", Counters::returned);
        ended(counters, tags, "dead-letter", Counters::deadLetters);
        for (Reason reason : Reason.values()) {
            count(
                    Metric.DEAD_LETTERS,
                    tags.and(tag(Label.REASON, reason.code())),
                    counters,
                    all -> all.deadLetters(reason));
        }
        gauge(Metric.RECORDS_IN_FLIGHT, tags, counters, Counters::inFlight);
    }

    private void ended(Counters counters, Tags tags, String ending, ToDoubleFunction<Counters> read) {
        count(Metric.RECORDS_ENDED, tags.and(tag(Label.ENDING, ending)), counters, read);
    }

    /** Adds an application's lag and what retention removed. Before Kafka's own metrics, of which it leaves out the lags. */
    public TextmillMetrics add(Watchdog watchdog) {
        kafkaNames.know(watchdog.topics());
        for (String topic : watchdog.topics().inputs()) {
            Tags tags = tag(Label.APPLICATION, watchdog.application()).and(tag(Label.TOPIC, topic));
            count(Metric.RECORDS_REMOVED, tags, watchdog, all -> all.removed(topic));
        }
        lags.add(watchdog);
        return this;
    }

    /** Adds the engine's statistics. */
    public TextmillMetrics add(InferenceEngine engine) {
        count(Metric.ENGINE_TEXTS, engine, EngineStatistics::texts);
        count(Metric.ENGINE_FAILURES, engine, EngineStatistics::failures);
        count(Metric.ENGINE_BATCHES, engine, EngineStatistics::batches);
        count(Metric.ENGINE_ROWS, engine, EngineStatistics::rows);
        count(Metric.ENGINE_TOKENS, engine, EngineStatistics::tokens);
        count(Metric.ENGINE_PADDED_TOKENS, engine, EngineStatistics::paddedTokens);
        count(Metric.ENGINE_DEDUPLICATED, engine, EngineStatistics::deduplicated);
        count(Metric.ENGINE_CACHE_HITS, engine, EngineStatistics::cacheHits);
        count(Metric.ENGINE_COMPUTE_SECONDS, engine, all -> all.computeNanos() / 1e9);
        count(Metric.ENGINE_TOKENIZE_SECONDS, engine, all -> all.tokenizeNanos() / 1e9);
        gauge(Metric.ENGINE_WINDOW_TEXTS, engine, EngineStatistics::inFlightTexts);
        gauge(Metric.ENGINE_WINDOW_BYTES, engine, EngineStatistics::inFlightBytes);
        gauge(Metric.ENGINE_PADDING_RATIO, engine, EngineStatistics::paddingRatio);
        gauge(Metric.ENGINE_DEVICE, tag(Label.DEVICE, engine.statistics().device()), engine, all -> 1);
        engine.placements().forEach(this::add);
        return this;
    }

    private void add(ModelPlacement model) {
        Tags tags = tag(Label.MODEL, model.model()).and(tag(Label.DEVICE, model.device()));
        model.placement()
                .nodes()
                .forEach((provider, nodes) -> gauge(
                        Metric.ENGINE_NODES, tags.and(tag(Label.PROVIDER, provider)), nodes, Integer::doubleValue));
    }

    private void count(Metric metric, InferenceEngine engine, ToDoubleFunction<EngineStatistics> read) {
        count(metric, Tags.empty(), engine, all -> read.applyAsDouble(all.statistics()));
    }

    private void gauge(Metric metric, InferenceEngine engine, ToDoubleFunction<EngineStatistics> read) {
        gauge(metric, Tags.empty(), engine, all -> read.applyAsDouble(all.statistics()));
    }

    private <T> void count(Metric metric, Tags tags, T of, ToDoubleFunction<T> read) {
        FunctionCounter.builder(metric.meter(), of, read)
                .description(metric.meaning())
                .tags(tags)
                .register(registry);
    }

    private <T> void gauge(Metric metric, Tags tags, T of, ToDoubleFunction<T> read) {
        Gauge.builder(metric.meter(), of, read)
                .description(metric.meaning())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    private static Tags tag(Label label, String value) {
        return Tags.of(label.key(), value);
    }

    /** Adds Kafka Streams' own metrics and those of its clients. */
    public TextmillMetrics add(KafkaStreams streams) {
        KafkaStreamsMetrics kafka = new KafkaStreamsMetrics(streams);
        kafka.bindTo(registry);
        binders.add(kafka);
        return this;
    }

    /** Everything in Prometheus' text format. */
    public String scrape() {
        lags.refresh();
        return registry.scrape();
    }

    @Override
    public void close() {
        for (AutoCloseable binder : binders) {
            try {
                binder.close();
            } catch (Exception e) {
                throw new IllegalStateException("a metrics binder did not close", e);
            }
        }
        registry.close();
    }
}
