package textmill.topology.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.streams.KafkaStreams;
import textmill.runtime.engine.InferenceEngine;
import textmill.schema.registry.RegistryTraffic;
import textmill.topology.delivery.Delivery;
import textmill.topology.health.Watchdog;
import textmill.topology.judging.JudgingCounters;

/** All metrics of a process. Thread-safe. */
public final class TextmillMetrics implements AutoCloseable {
    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterRegistry registry;
    private final Meters meters;
    private final List<AutoCloseable> binders = new ArrayList<>();
    private final KafkaNames kafkaNames = new KafkaNames();
    private final Lags lags;

    /** With the metrics of the JVM and the process. */
    public TextmillMetrics() {
        this(List.of());
    }

    /** The same, told to other registries too; they are closed with this one. */
    public TextmillMetrics(List<MeterRegistry> others) {
        List<MeterRegistry> all = new ArrayList<>(others);
        all.add(prometheus);
        registry = others.isEmpty() ? prometheus : new CompositeMeterRegistry(Clock.SYSTEM, all);
        registry.config().meterFilter(kafkaNames);
        meters = new Meters(registry);
        JvmGcMetrics gc = new JvmGcMetrics();
        binders.add(gc);
        others.forEach(other -> binders.add(other::close));
        List<MeterBinder> process = List.of(
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new UptimeMetrics(),
                new FileDescriptorMetrics(),
                new ProcessMemory(),
                gc);
        process.forEach(binder -> binder.bindTo(registry));
        lags = new Lags(meters);
    }

    /** The registry, for meters of one's own. */
    public MeterRegistry registry() {
        return registry;
    }

    /**
     * Adds how the records of an application's pipelines end, how long they take, and what is computed.
     *
     * @param appendTime true for an input topic whose records the broker stamps when it appends them
     */
    public TextmillMetrics add(Delivery delivery, Predicate<String> appendTime) {
        delivery.pipelines().forEach(pipeline -> PipelineMeters.add(pipeline, meters, appendTime));
        return this;
    }

    /** Adds how the texts of a pipeline are judged. */
    public TextmillMetrics add(String pipeline, JudgingCounters counters) {
        JudgingMeters.add(pipeline, counters, meters);
        return this;
    }

    /** Adds an application's lag and what retention removed. Before Kafka's own metrics, of which it leaves out the lags. */
    public TextmillMetrics add(Watchdog watchdog) {
        kafkaNames.know(watchdog.topics());
        Tags application = Meters.tag(Label.APPLICATION, watchdog.application());
        for (String topic : watchdog.topics().inputs()) {
            Tags tags = application.and(Meters.tag(Label.TOPIC, topic));
            meters.count(Metric.RECORDS_REMOVED, tags, watchdog, all -> all.removed(topic));
        }
        meters.gauge(Metric.LAST_COMMIT, application, watchdog, all -> all.lastCommitMs() / 1e3);
        lags.add(watchdog);
        return this;
    }

    /** Adds what an engine does, until this is closed. */
    public TextmillMetrics add(InferenceEngine engine) {
        binders.add(EngineMeters.add(engine, meters));
        return this;
    }

    /** Closes something of those who look with these metrics. */
    public void closing(AutoCloseable other) {
        binders.add(other);
    }

    /** Adds the requests to the schema registry. */
    public TextmillMetrics add(RegistryTraffic traffic) {
        Tags answer = Meters.tag(Label.OUTCOME, "answer");
        Tags refusal = Meters.tag(Label.OUTCOME, "refusal");
        Tags failure = Meters.tag(Label.OUTCOME, "failure");
        meters.count(Metric.REGISTRY_REQUESTS, answer, traffic, RegistryTraffic::answers);
        meters.count(Metric.REGISTRY_REQUESTS, refusal, traffic, RegistryTraffic::refusals);
        meters.count(Metric.REGISTRY_REQUESTS, failure, traffic, RegistryTraffic::failures);
        return this;
    }

    /** Adds whether the process is well. */
    public TextmillMetrics addHealth(BooleanSupplier ready, BooleanSupplier live) {
        meters.gauge(Metric.READY, Tags.empty(), ready, is -> is.getAsBoolean() ? 1 : 0);
        meters.gauge(Metric.LIVE, Tags.empty(), live, is -> is.getAsBoolean() ? 1 : 0);
        return this;
    }

    /** Adds what runs. */
    public TextmillMetrics addVersions(String version, String kafka) {
        meters.fact(
                Metric.VERSION,
                Meters.tag(Label.VERSION, version)
                        .and(Meters.tag(Label.KAFKA, kafka))
                        .and(Meters.tag(Label.JAVA, System.getProperty("java.version"))));
        return this;
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
        return new String(scrape(ScrapeFormat.PROMETHEUS), StandardCharsets.UTF_8);
    }

    /**
     * Everything in the format that was asked for.
     *
     * @param format where this writes
     */
    public byte[] scrape(ScrapeFormat format) {
        lags.refresh();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            prometheus.scrape(out, format.contentType());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
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
