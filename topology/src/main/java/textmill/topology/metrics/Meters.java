package textmill.topology.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** Makes the meters of the list, and no others. */
final class Meters {
    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    <T> void count(Metric metric, Tags tags, T of, ToDoubleFunction<T> read) {
        FunctionCounter.builder(metric.meter(), of, read)
                .description(metric.meaning())
                .tags(tags)
                .register(registry);
    }

    <T> void gauge(Metric metric, Tags tags, T of, ToDoubleFunction<T> read) {
        Gauge.builder(metric.meter(), of, read)
                .description(metric.meaning())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** A gauge that is always 1: what is said stands in its labels. */
    void fact(Metric metric, Tags tags) {
        gauge(metric, tags, metric, unused -> 1);
    }

    MultiGauge gauges(Metric metric) {
        return MultiGauge.builder(metric.meter()).description(metric.meaning()).register(registry);
    }

    DistributionSummary histogram(Metric metric, Tags tags) {
        return DistributionSummary.builder(metric.meter())
                .description(metric.meaning())
                .serviceLevelObjectives(metric.bounds())
                .tags(tags)
                .register(registry);
    }

    static Tags tag(Label label, String value) {
        return Tags.of(label.key(), value);
    }
}
