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

/** All metrics of a process in one registry. Thread-safe. */
public final class TextmillMetrics implements AutoCloseable {
    private static final String RECORDS = "textmill.records";

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
            Tags tags = pipeline.name().isEmpty() ? Tags.empty() : Tags.of("pipeline", pipeline.name());
            add(pipeline.counters(), tags);
            pipeline.results().forEach(outlet -> add(outlet, tags));
        }
        return this;
    }

    /** A gauge to join others with: it is always 1. */
    private void add(Outlet outlet, Tags tags) {
        Gauge.builder("textmill.task", outlet, all -> 1)
                .description("A configured task, its model and its topic, as tags")
                .tags(tags.and(
                        "task",
                        outlet.name(),
                        "kind",
                        outlet.task().type().name(),
                        "model",
                        outlet.task().model(),
                        "topic",
                        outlet.topic()))
                .strongReference(true)
                .register(registry);
    }

    private void add(Counters counters, Tags tags) {
        FunctionCounter.builder(RECORDS + ".read", counters, Counters::inputs)
                .description("Records read; equals the endings plus those in flight")
                .tags(tags)
                .register(registry);
        ended(counters, tags, "result", Counters::outputs);
        ended(counters, tags, "tombstone", Counters::tombstones);
        ended(counters, tags, "skip", Counters::skips);
        ended(counters, tags, "returned", Counters::returned);
        ended(counters, tags, "dead-letter", Counters::deadLetters);
        for (Reason reason : Reason.values()) {
            FunctionCounter.builder("textmill.dead.letters", counters, all -> all.deadLetters(reason))
                    .description("Dead letters by reason")
                    .tags(tags.and("reason", reason.code()))
                    .register(registry);
        }
        Gauge.builder(RECORDS + ".in.flight", counters, Counters::inFlight)
                .description("Records read whose ending has not been written")
                .tags(tags)
                .register(registry);
    }

    private void ended(Counters counters, Tags tags, String ending, ToDoubleFunction<Counters> count) {
        FunctionCounter.builder(RECORDS + ".ended", counters, count)
                .description("Records by what they ended with; returned ones are read again")
                .tags(tags.and("ending", ending))
                .register(registry);
    }

    /** Adds an application's lag and what retention removed. Before Kafka's own metrics, of which it leaves out the lags. */
    public TextmillMetrics add(Watchdog watchdog) {
        kafkaNames.know(watchdog.topics());
        for (String topic : watchdog.topics().inputs()) {
            FunctionCounter.builder(RECORDS + ".removed", watchdog, all -> all.removed(topic))
                    .description("Records that were removed from the input topic before they were read")
                    .tags(Tags.of("application", watchdog.application(), "topic", topic))
                    .register(registry);
        }
        lags.add(watchdog);
        return this;
    }

    /** Adds the engine's statistics. */
    public TextmillMetrics add(InferenceEngine engine) {
        count(engine, "textmill.engine.texts", "Texts computed", EngineStatistics::texts);
        count(engine, "textmill.engine.failures", "Texts that could not be computed", EngineStatistics::failures);
        count(engine, "textmill.engine.batches", "Runs of a model", EngineStatistics::batches);
        count(engine, "textmill.engine.rows", "Texts in those runs", EngineStatistics::rows);
        count(engine, "textmill.engine.tokens", "Real tokens in those runs", EngineStatistics::tokens);
        count(
                engine,
                "textmill.engine.tokens.padded",
                "Rows times longest in those runs",
                EngineStatistics::paddedTokens);
        count(engine, "textmill.engine.deduplicated", "Computations spared", EngineStatistics::deduplicated);
        count(engine, "textmill.engine.cache.hits", "Results remembered", EngineStatistics::cacheHits);
        count(engine, "textmill.engine.compute.seconds", "Time in runs", all -> all.computeNanos() / 1e9);
        count(engine, "textmill.engine.tokenize.seconds", "Time in tokenising", all -> all.tokenizeNanos() / 1e9);
        Gauge.builder("textmill.engine.window.texts", engine, all -> all.statistics()
                        .inFlightTexts())
                .description("Texts in the window")
                .register(registry);
        Gauge.builder("textmill.engine.window.bytes", engine, all -> all.statistics()
                        .inFlightBytes())
                .description("Bytes in the window")
                .register(registry);
        Gauge.builder("textmill.engine.padding.ratio", engine, all -> all.statistics()
                        .paddingRatio())
                .description("Share of the computed tokens that were padding")
                .register(registry);
        Gauge.builder("textmill.engine.device", engine, all -> 1)
                .description("The device really used, as a tag")
                .tags(Tags.of("device", engine.statistics().device()))
                .register(registry);
        engine.placements().forEach(this::add);
        return this;
    }

    private void add(ModelPlacement model) {
        model.placement().nodes().forEach((provider, nodes) -> Gauge.builder(
                        "textmill.engine.nodes", nodes, Integer::doubleValue)
                .description("A model's nodes by the execution provider that ONNX Runtime gave them to")
                .tags(Tags.of("model", model.model(), "device", model.device(), "provider", provider))
                .strongReference(true)
                .register(registry));
    }

    private void count(
            InferenceEngine engine, String name, String description, ToDoubleFunction<EngineStatistics> read) {
        FunctionCounter.builder(name, engine, all -> read.applyAsDouble(all.statistics()))
                .description(description)
                .register(registry);
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
