package textmill.topology.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Metrics that are sent to a collector of OpenTelemetry, besides those that are scraped. */
public final class OtlpPush {
    private static final String SERVICE = "service.name";

    private OtlpPush() {}

    /**
     * A registry that sends what it has again and again, and once more when it is closed. Headers and attributes come from
     * OpenTelemetry's variables of the environment.
     *
     * @param url of the collector's metrics, for example {@code http://collector:4318/v1/metrics}
     * @param service name of the service if the environment has none
     */
    public static MeterRegistry to(String url, Duration interval, String service) {
        return new OtlpMeterRegistry(
                new OtlpConfig() {
                    @Override
                    public @Nullable String get(String key) {
                        return null;
                    }

                    @Override
                    public String url() {
                        return url;
                    }

                    @Override
                    public Duration step() {
                        return interval;
                    }

                    @Override
                    public Map<String, String> resourceAttributes() {
                        Map<String, String> attributes = new HashMap<>(OtlpConfig.super.resourceAttributes());
                        attributes.putIfAbsent(SERVICE, service);
                        return attributes;
                    }
                },
                Clock.SYSTEM);
    }
}
