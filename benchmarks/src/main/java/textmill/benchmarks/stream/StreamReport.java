package textmill.benchmarks.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import textmill.benchmarks.device.GpuSampler;
import textmill.benchmarks.report.Figures;
import textmill.benchmarks.report.Table;

/** Latencies as a table, and as JSON. */
final class StreamReport {
    private static final double NANOS_PER_MS = 1e6;

    private final Map<String, Outcome> byGuarantee;

    /**
     * One guarantee's result.
     *
     * @param saturation texts per second with all texts sent at once
     * @param samples how busy a GPU was with that; none elsewhere
     * @param latency under the load
     */
    record Outcome(double saturation, List<GpuSampler.Sample> samples, OpenLoop.Latency latency) {
        OptionalDouble busyPercent() {
            return samples.stream().mapToDouble(GpuSampler.Sample::busyPercent).average();
        }
    }

    StreamReport(Map<String, Outcome> byGuarantee) {
        this.byGuarantee = byGuarantee;
    }

    /** One row for each guarantee. */
    List<String> lines() {
        Table table = new Table(
                "guarantee",
                "saturation/s",
                "device busy",
                "sent/s",
                "texts",
                "p50 ms",
                "p95 ms",
                "p99 ms",
                "max ms",
                "sender late, p99 ms");
        byGuarantee.forEach((name, outcome) -> {
            OpenLoop.Latency latency = outcome.latency();
            table.row(
                    name,
                    Figures.number(outcome.saturation()),
                    outcome.busyPercent().isPresent()
                            ? Figures.number(outcome.busyPercent().getAsDouble()) + " %"
                            : "not measured",
                    Figures.number(latency.perSecond()),
                    Integer.toString(latency.sent()),
                    milliseconds(latency.p50()),
                    milliseconds(latency.p95()),
                    milliseconds(latency.p99()),
                    milliseconds(latency.max()),
                    milliseconds(latency.sendLagP99()));
        });
        return table.lines();
    }

    /** The same numbers. */
    ObjectNode json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        byGuarantee.forEach((name, outcome) -> {
            OpenLoop.Latency latency = outcome.latency();
            ObjectNode node = root.putObject(name);
            node.put("saturationTextsPerSecond", outcome.saturation());
            outcome.busyPercent().ifPresent(busy -> node.put("deviceBusyPercent", busy));
            node.put("textsPerSecond", latency.perSecond());
            node.put("texts", latency.sent());
            node.putObject("latencyMs")
                    .put("p50", latency.p50() / NANOS_PER_MS)
                    .put("p95", latency.p95() / NANOS_PER_MS)
                    .put("p99", latency.p99() / NANOS_PER_MS)
                    .put("max", latency.max() / NANOS_PER_MS);
            node.put("senderLateP99Ms", latency.sendLagP99() / NANOS_PER_MS);
        });
        return root;
    }

    private static String milliseconds(long nanos) {
        return Figures.number(nanos / NANOS_PER_MS);
    }
}
