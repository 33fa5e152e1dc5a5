package textmill.topology.metrics;

import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the reference of metrics from the list by which they are registered. */
final class MetricsReference {
    private MetricsReference() {}

    /** The page as Markdown. */
    static String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("""
                # Metrics

                <!-- Generated from textmill.topology.metrics.Metric; do not edit. -->

                `/metrics` answers in Prometheus' text format, and in OpenMetrics to whoever asks for
                `application/openmetrics-text`. A counter begins at 0 with the process; `rate()` and `increase()` see to restarts.
                A histogram `X` has `X_bucket` (with `le`), `X_sum` and `X_count`, and a gauge `X_max`, the largest value of the
                last minutes; buckets are the same everywhere, so that instances add up.
                Values are of one process: sum counters over instances, and `textmill_lag_records` too; take the
                maximum of `textmill_lag_seconds`.

                | metric | type | unit | labels | meaning |
                | --- | --- | --- | --- | --- |
                """);
        for (Metric metric : Metric.values()) {
            String labels = metric.labels().stream()
                    .map(label -> "`" + label.key() + "`")
                    .collect(Collectors.joining(", "));
            page.append(row(
                    "`" + metric.prometheus() + "`",
                    metric.type().name().toLowerCase(Locale.ROOT),
                    metric.unit(),
                    labels.isEmpty() ? "-" : labels,
                    metric.meaning()));
        }
        page.append("""

                ## Labels

                | label | what it holds |
                | --- | --- |
                """);
        for (Label label : Label.values()) {
            page.append(row("`" + label.key() + "`", label.meaning()));
        }
        return page.append("""

                ## Of others

                | metrics | whose |
                | --- | --- |
                | `kafka_stream_*` | [Kafka Streams](https://kafka.apache.org/documentation/#kafka_streams_monitoring), by thread, task and node |
                | `kafka_consumer_*`, `kafka_producer_*`, `kafka_admin_client_*` | [Kafka's clients](https://kafka.apache.org/documentation/#selector_monitoring). Its own lags (`kafka_consumer_fetch_manager_records_lag*`) are left out: they count transaction markers, and know nothing while fetches fail |
                | `kafka_app_info_*` | Kafka's clients: version and start time |
                | `jvm_*` | the JVM: memory, buffers, threads, garbage collection |
                | `process_*`, `system_*` | processor time and load, start (`process_start_time_seconds`), open files, on Linux the memory in RAM with that of models (`process_resident_memory_bytes`) |
                """).toString();
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
