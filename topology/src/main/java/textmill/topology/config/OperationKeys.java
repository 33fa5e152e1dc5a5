package textmill.topology.config;

import java.time.Duration;
import java.util.List;

/** What an operator sees. */
public final class OperationKeys {
    private OperationKeys() {}

    /** Address of metrics and health. */
    public static final Key<String> HTTP_HOST = Key.of(
            "http.host",
            Rule.text(),
            "127.0.0.1",
            "Address that `/metrics`, `/info`, `/health/live` and `/health/ready` listen on.");

    /** Port of metrics and health. */
    public static final Key<Integer> HTTP_PORT =
            Key.of("http.port", Rule.count(0, 65_535), 8_099, "Port of these; 0 takes a free one.");

    /** How a log line is written. */
    public enum LogFormat {
        /** For people. */
        TEXT,
        /** A JSON object a line. */
        JSON
    }

    /** How the log is written; whoever has the console looks at it. */
    public static final Key<LogFormat> LOG_FORMAT = Key.of(
            "log.format",
            Rule.word(LogFormat.class),
            LogFormat.TEXT,
            "How `run` writes its log to stderr: `text` for people, `json` for programs, an object a line.");

    /** Where metrics are sent. */
    public static final Key<String> METRICS_OTLP_URL = Key.optional(
            "metrics.otlp.url",
            AddressRules.address(),
            "Address to which metrics are sent by OTLP over HTTP, for example `http://collector:4318/v1/metrics`. Headers and resource attributes come from `OTEL_EXPORTER_OTLP_HEADERS` and `OTEL_RESOURCE_ATTRIBUTES` of the environment. Not set: none are sent; `/metrics` is there in any case.");

    /** How often. */
    public static final Key<Duration> METRICS_OTLP_INTERVAL = Key.of(
            "metrics.otlp.interval.ms",
            Rule.millis(1_000, 86_400_000),
            Duration.ofMinutes(1),
            "Time between two sendings of metrics.");

    /** Whether records are followed. */
    public static final Key<Boolean> TRACING = Key.of(
            "tracing",
            Rule.flag(),
            false,
            "Follows records by OpenTelemetry: a span for each record whose `traceparent` says that it is sampled, one for each batch, and the same trace in results and dead letters. OpenTelemetry's properties stand behind `otel.`, see [observe](../how-to/observe.md#traces).");

    static final Section SECTION = new Section(
            "Operation",
            false,
            List.of(HTTP_HOST, HTTP_PORT, LOG_FORMAT, METRICS_OTLP_URL, METRICS_OTLP_INTERVAL, TRACING));
}
