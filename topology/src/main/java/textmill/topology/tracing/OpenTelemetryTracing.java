package textmill.topology.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import textmill.runtime.engine.EngineObserver;

/**
 * Spans by OpenTelemetry: one for each record, below the span that its headers name, and one for each batch, linked to the
 * records in it. Names of attributes are those of OpenTelemetry's conventions for messaging.
 */
public final class OpenTelemetryTracing implements Tracing {
    private static final String SCOPE = "textmill";

    /** A record that nobody followed before is not followed here, unless somebody asks for it. */
    private static final Map<String, String> USUAL = Map.of(
            "otel.traces.sampler", "parentbased_always_off",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.exporter.otlp.protocol", "http/protobuf");

    private static final TextMapSetter<Headers> HEADER_SETTER = (headers, name, value) -> {
        if (headers != null) {
            headers.remove(name);
            headers.add(name, value.getBytes(US_ASCII));
        }
    };

    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final Runnable end;

    private OpenTelemetryTracing(OpenTelemetry openTelemetry, Runnable end) {
        this.tracer = openTelemetry.getTracer(SCOPE);
        this.propagator = openTelemetry.getPropagators().getTextMapPropagator();
        this.end = end;
    }

    /**
     * As OpenTelemetry's own properties say, those of the environment before the ones given here.
     *
     * @param service name of the service if no property names it
     * @param properties {@code otel.*}
     * @throws io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException naming the property that is wrong
     */
    public static OpenTelemetryTracing start(String service, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(USUAL);
        all.put("otel.service.name", service);
        all.putAll(properties);
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> all)
                .addSamplerCustomizer((sampler, config) -> new LinkedSampler(sampler))
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
        return new OpenTelemetryTracing(sdk, sdk::close);
    }

    @Override
    public RecordTrace begin(Headers headers, String topic, int partition, long offset) {
        Context parent = propagator.extract(Context.root(), headers, HeaderGetter.INSTANCE);
        Span span = tracer.spanBuilder("process " + topic)
                .setParent(parent)
                .setSpanKind(SpanKind.CONSUMER)
                .startSpan();
        if (!span.getSpanContext().isSampled()) {
            // What its headers say stays as it is.
            return RecordTrace.NONE;
        }
        span.setAttribute("messaging.system", "kafka");
        span.setAttribute("messaging.operation.type", "process");
        span.setAttribute("messaging.destination.name", topic);
        span.setAttribute("messaging.destination.partition.id", Integer.toString(partition));
        span.setAttribute("messaging.kafka.offset", offset);
        propagator.inject(parent.with(span), headers, HEADER_SETTER);
        return new SpanOfRecord(span);
    }

    @Override
    public EngineObserver observer() {
        return new Batches();
    }

    @Override
    public void close() {
        end.run();
    }

    /** A record that is followed. */
    private record SpanOfRecord(Span span) implements RecordTrace {
        @Override
        public void during(Interruptible work) throws InterruptedException {
            Scope scope = span.makeCurrent();
            try {
                work.run();
            } finally {
                scope.close();
            }
        }

        @Override
        public void end(String ending, @Nullable String reason) {
            span.setAttribute("textmill.ending", ending);
            if (reason != null) {
                span.setAttribute("error.type", reason);
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    /** Makes spans of runs. A run has no parent, for its texts come from anywhere; it is linked to them. */
    private final class Batches implements EngineObserver {
        @Override
        public @Nullable Object origin() {
            Span current = Span.current();
            return current.getSpanContext().isSampled() ? current : null;
        }

        @Override
        public void ran(Run run) {
            List<Span> records = new ArrayList<>();
            for (Object origin : run.origins()) {
                if (origin instanceof Span span) {
                    records.add(span);
                }
            }
            if (records.isEmpty()) {
                return;
            }
            long endNanos = System.currentTimeMillis() * 1_000_000;
            SpanBuilder batch = tracer.spanBuilder("batch " + run.model())
                    .setNoParent()
                    .setStartTimestamp(endNanos - run.nanos(), TimeUnit.NANOSECONDS)
                    .setAttribute("textmill.model", run.model())
                    .setAttribute("textmill.device", run.device())
                    .setAttribute("textmill.batch.rows", (long) run.size().rows())
                    .setAttribute("textmill.batch.tokens", (long) run.size().tokens())
                    .setAttribute(
                            "textmill.batch.padded_tokens", (long) run.size().paddedTokens());
            records.forEach(record -> batch.addLink(record.getSpanContext()));
            batch.startSpan().end(endNanos, TimeUnit.NANOSECONDS);
        }
    }

    private enum HeaderGetter implements TextMapGetter<Headers> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Headers headers) {
            List<String> keys = new ArrayList<>();
            headers.forEach(header -> keys.add(header.key()));
            return keys;
        }

        @Override
        public @Nullable String get(@Nullable Headers headers, String name) {
            Header header = headers == null ? null : headers.lastHeader(name);
            byte[] value = header == null ? null : header.value();
            return value == null ? null : new String(value, US_ASCII);
        }
    }
}
