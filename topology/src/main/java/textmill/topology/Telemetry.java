package textmill.topology;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.List;
import java.util.Optional;
import textmill.runtime.engine.EngineObserver;
import textmill.runtime.engine.InferenceEngine;
import textmill.topology.config.ConfigException;
import textmill.topology.config.OperationKeys;
import textmill.topology.config.TextmillConfig;
import textmill.topology.metrics.OtlpPush;
import textmill.topology.metrics.TextmillMetrics;
import textmill.topology.tracing.OpenTelemetryTracing;
import textmill.topology.tracing.Tracing;

/** What is told to those who look at the process from outside: metrics and traces. Thread-safe. */
final class Telemetry implements AutoCloseable {
    private final TextmillMetrics metrics;
    private final Tracing tracing;

    private Telemetry(TextmillMetrics metrics, Tracing tracing) {
        this.metrics = metrics;
        this.tracing = tracing;
    }

    /**
     * As configured: metrics to be scraped always, all else only if somebody asks for it.
     *
     * @throws ConfigException if OpenTelemetry does not take its properties
     */
    static Telemetry of(TextmillConfig config) {
        String service = config.pipelines().get(0).applicationId();
        Tracing tracing = tracing(config, service);
        Optional<MeterRegistry> pushed = config.find(OperationKeys.METRICS_OTLP_URL)
                .map(url -> OtlpPush.to(url, config.get(OperationKeys.METRICS_OTLP_INTERVAL), service));
        return new Telemetry(new TextmillMetrics(pushed.stream().toList()), tracing);
    }

    private static Tracing tracing(TextmillConfig config, String service) {
        if (!config.get(OperationKeys.TRACING)) {
            return Tracing.OFF;
        }
        try {
            return OpenTelemetryTracing.start(service, config.openTelemetry());
        } catch (ConfigurationException e) {
            throw new ConfigException(List.of("OpenTelemetry refuses its properties: " + e.getMessage()));
        }
    }

    TextmillMetrics metrics() {
        return metrics;
    }

    Tracing tracing() {
        return tracing;
    }

    /** Looks at an engine until the metrics are closed. */
    void add(InferenceEngine engine) {
        metrics.add(engine);
        EngineObserver observer = tracing.observer();
        if (observer != null) {
            metrics.closing(engine.observe(observer));
        }
    }

    @Override
    public void close() {
        metrics.close();
        tracing.close();
    }
}
