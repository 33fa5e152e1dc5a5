package textmill.cli.demo;

import java.util.List;
import java.util.Locale;
import textmill.cli.console.Style;
import textmill.cli.demo.DemoSummary.Counts;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.task.Task;

/** The summary as a person reads it. */
final class SummaryLines {
    private SummaryLines() {}

    static List<String> of(DemoSummary summary, List<Task> tasks, Style style) {
        Counts counts = summary.counts();
        EngineStatistics engine = summary.engine();
        return List.of(
                style.bold(line(
                        "%d texts in %.1f s: %.1f texts/s on %s",
                        counts.records(), summary.seconds(), summary.textsPerSecond(), engine.device())),
                output("embeddings", counts.results().get(0), model(tasks, 0)),
                output("classifications", counts.results().get(1), model(tasks, 1)),
                output("replaced-token scores", counts.results().get(2), model(tasks, 2)),
                output("dead letters", counts.deadLetters(), ""),
                line(
                        "  latency from produce to result   p50 %d ms   p95 %d ms   p99 %d ms   (%d texts kept in flight)",
                        summary.latency().p50(),
                        summary.latency().p95(),
                        summary.latency().p99(),
                        Demo.AHEAD),
                line(
                        "  batches   %.1f texts each   %.0f %% of their token budget   %.1f %% padding",
                        engine.rowsPerBatch(), 100 * engine.batchFill(), 100 * engine.paddingRatio()));
    }

    private static String model(List<Task> tasks, int index) {
        return index < tasks.size() ? tasks.get(index).model() : "";
    }

    private static String output(String what, long count, String model) {
        return line("  %-21s %6d   %s", what, count, model).stripTrailing();
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
