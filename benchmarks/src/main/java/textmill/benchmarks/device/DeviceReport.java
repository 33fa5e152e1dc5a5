package textmill.benchmarks.device;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import textmill.benchmarks.report.Table;

/** What was measured, as a table or as JSON. What was not measured says so. */
final class DeviceReport {
    private static final String NOT_MEASURED = "not measured";

    private final String title;
    private final double peak;
    private final List<Row> rows = new ArrayList<>();

    /**
     * One shape of batches.
     *
     * @param budget padded tokens asked for
     * @param shape rows and length
     * @param tokensPerSecond what came of it
     * @param operationsPerSecond the same in floating-point operations
     * @param samples what nvidia-smi saw meanwhile
     */
    record Row(
            int budget,
            Shape shape,
            double tokensPerSecond,
            double operationsPerSecond,
            List<GpuSampler.Sample> samples) {

        private String busy() {
            return samples.isEmpty()
                    ? NOT_MEASURED
                    : String.format(
                            Locale.ROOT,
                            "%.0f %%",
                            samples.stream()
                                    .mapToDouble(GpuSampler.Sample::busyPercent)
                                    .average()
                                    .orElse(0));
        }

        private String memory() {
            return samples.isEmpty()
                    ? NOT_MEASURED
                    : String.format(
                            Locale.ROOT,
                            "%.0f MB",
                            samples.stream()
                                    .mapToDouble(GpuSampler.Sample::megabytes)
                                    .max()
                                    .orElse(0));
        }
    }

    /** Rows and tokens in each. */
    record Shape(int rows, int length) {}

    /**
     * An empty report.
     *
     * @param title model, device, placement
     * @param peak floating-point operations per second of products of matrices, measured
     */
    DeviceReport(String title, double peak) {
        this.title = title;
        this.peak = peak;
    }

    void add(Row row) {
        rows.add(row);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(title);
        lines.add(String.format(Locale.ROOT, "products of matrices alone: %.3f TFLOP/s", peak / 1e12));
        Table table = new Table("budget", "length", "rows", "tokens/s", "TFLOP/s", "of peak", "busy", "memory");
        for (Row row : rows) {
            table.row(
                    String.valueOf(row.budget),
                    String.valueOf(row.shape.length),
                    String.valueOf(row.shape.rows),
                    String.format(Locale.ROOT, "%.0f", row.tokensPerSecond),
                    String.format(Locale.ROOT, "%.3f", row.operationsPerSecond / 1e12),
                    String.format(Locale.ROOT, "%.1f %%", 100 * row.operationsPerSecond / peak),
                    row.busy(),
                    row.memory());
        }
        lines.addAll(table.lines());
        return lines;
    }

    ObjectNode json() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("title", title).put("peakFlops", peak);
        for (Row row : rows) {
            json.withArray("rows")
                    .addObject()
                    .put("budget", row.budget)
                    .put("length", row.shape.length)
                    .put("rows", row.shape.rows)
                    .put("tokensPerSecond", row.tokensPerSecond)
                    .put("shareOfPeak", row.operationsPerSecond / peak)
                    .put("busy", row.busy())
                    .put("memory", row.memory());
        }
        return json;
    }
}
