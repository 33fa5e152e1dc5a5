package textmill.topology.tracing;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The exporter {@code textmill-memory}: keeps spans for a test to read, also after the application has closed. */
public final class MemorySpans implements ConfigurableSpanExporterProvider {
    static final List<SpanData> SPANS = new CopyOnWriteArrayList<>();

    @Override
    public SpanExporter createExporter(ConfigProperties config) {
        return new Exporter();
    }

    @Override
    public String getName() {
        return "textmill-memory";
    }

    private static final class Exporter implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            SPANS.addAll(spans);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
