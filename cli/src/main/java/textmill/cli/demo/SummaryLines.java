package textmill.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import textmill.cli.console.Style;
import textmill.cli.demo.DemoSummary.Counts;
import textmill.cli.demo.Latencies.Percentiles;
import textmill.runtime.engine.EngineStatistics;
import textmill.runtime.task.Task;

/** The summary as a person reads it. */
final class SummaryLines {
    private SummaryLines() {}

    static List<String> of(DemoSummary summary, List<Task> tasks, Style style) {
        Counts counts = summary.counts();
        EngineStatistics engine = summary.engine();
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(line(
                "%d texts in %.1f s: %.1f texts/s on %s",
                summary.fullSpeed().texts(),
                summary.fullSpeed().seconds(),
                summary.fullSpeed().textsPerSecond(),
                engine.device())));
        lines.add(line(
                "  batches   %.1f texts each   %.0f %% of their token budget   %.1f %% padding",
                engine.rowsPerBatch(), 100 * engine.batchFill(), 100 * engine.paddingRatio()));
        lines.add(latency(line("with %d texts always waiting", Feed.AHEAD), summary.latency()));
        Percentiles open = summary.openLatency();
        if (open != null) {
            lines.add(style.bold(line(
                    "then %d texts as they arrive, %.1f a second", summary.openTexts(), summary.openTextsPerSecond())));
            lines.add(latency(line("at %.0f %% of full speed", 100 * Feed.OPEN_SHARE), open));
        }
        lines.add(style.bold("results"));
        lines.add(output("embeddings", counts.results().get(0), model(tasks, 0)));
        lines.add(output("classifications", counts.results().get(1), model(tasks, 1)));
        lines.add(output("replaced-token scores", counts.results().get(2), model(tasks, 2)));
        lines.add(output("dead letters", counts.deadLetters(), ""));
        return lines;
    }

    private static String latency(String when, Percentiles latency) {
        return line(
                "  latency   p50 %d ms   p95 %d ms   p99 %d ms   %s",
                latency.p50(), latency.p95(), latency.p99(), when);
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
