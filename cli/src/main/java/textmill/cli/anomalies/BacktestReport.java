package textmill.cli.anomalies;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import textmill.cli.anomalies.BacktestResults.Tally;
import textmill.cli.console.Columns;
import textmill.topology.anomaly.AnomalySettings;
import textmill.topology.anomaly.Drift;

/** What a backtest prints. */
final class BacktestReport {
    /** More keys than that are only counted. */
    private static final int KEYS_SHOWN = 20;

    private static final int KEY_COLUMNS = 24;

    private final BacktestResults results;
    private final AnomalySettings settings;
    private final AlarmRate rate;

    BacktestReport(BacktestResults results, AnomalySettings settings, AlarmRate rate) {
        this.results = results;
        this.settings = settings;
        this.rate = rate;
    }

    void print(long errors, Consumer<String> out) {
        Tally all = results.all();
        out.accept(format(
                "%d texts, %d while warming up (%d for each key), %d lines without a verdict",
                all.texts, all.warming, settings.warmUp(), errors));
        out.accept(format(
                "alarms: %d of %d texts after warm-up, %.2f per 1,000 (wanted %.2f); %d repeats suppressed",
                all.alarms, all.judged(), perThousand(all), rate.value() * 1000, all.repeats));
        printKeys(out);
        printLabels(out);
        printChanges(out);
        out.accept("configuration for this rate:");
        out.accept(format(
                "  --alarm-rate %s --warm-up %d --reservoir %d --neighbours %d",
                rate.text(), settings.warmUp(), settings.reservoir(), settings.neighbours()));
        if (all.warming == all.texts && all.texts > 0) {
            out.accept("no key has more than " + settings.warmUp() + " texts, so nothing could give an alarm: give more"
                    + " texts, or a smaller --warm-up");
        }
    }

    private void printKeys(Consumer<String> out) {
        Map<String, Tally> keys = results.byKey();
        if (keys.size() < 2) {
            return;
        }
        keys.entrySet().stream()
                .limit(KEYS_SHOWN)
                .forEach(key -> out.accept(format(
                        "  key %s: %d of %d, %.2f per 1,000",
                        Columns.cut(Columns.printable(key.getKey()), KEY_COLUMNS),
                        key.getValue().alarms,
                        key.getValue().judged(),
                        perThousand(key.getValue()))));
        if (keys.size() > KEYS_SHOWN) {
            out.accept("  and " + (keys.size() - KEYS_SHOWN) + " more keys");
        }
        if (keys.size() > settings.keys()) {
            out.accept(format(
                    "  the last %d keys to appear share one calibration (--keys %d)",
                    keys.size() - settings.keys(), settings.keys()));
        }
    }

    private void printChanges(Consumer<String> out) {
        for (BacktestResults.Change change : results.changes()) {
            Drift drift = change.drift();
            out.accept(format(
                    "drift: key %s at line %d: %s has changed, %s%s before and %s now (index %.2f)",
                    Columns.cut(Columns.printable(change.key()), KEY_COLUMNS),
                    change.line(),
                    drift.measure().text(),
                    drift.measure().isCategory() ? "" : "median ",
                    drift.before(),
                    drift.after(),
                    drift.index()));
        }
    }

    private void printLabels(Consumer<String> out) {
        double[] normal = results.normal();
        double[] unusual = results.unusual();
        Tally all = results.all();
        if (normal.length == 0 && unusual.length == 0) {
            return;
        }
        out.accept(format(
                "labels: %d normal (%s), %d unusual (any other)",
                normal.length,
                String.join(", ", BacktestLine.NORMAL.stream().sorted().toList()),
                unusual.length));
        out.accept(
                all.labelledAlarms == 0
                        ? "precision: no alarm on a labelled text"
                        : format(
                                "precision: %.3f (%d of %d alarms on labelled texts), recall: %.3f",
                                (double) all.rightAlarms / all.labelledAlarms,
                                all.rightAlarms,
                                all.labelledAlarms,
                                unusual.length == 0 ? 0 : (double) all.rightAlarms / unusual.length));
        if (normal.length > 0 && unusual.length > 0) {
            out.accept(format("AUROC: %.3f", BacktestResults.auroc(normal, unusual)));
            Map<String, double[]> kinds = results.unusualByLabel();
            if (kinds.size() > 1) {
                kinds.forEach((label, scores) -> out.accept(format(
                        "  %s: %.3f (%d texts)",
                        Columns.cut(Columns.printable(label), KEY_COLUMNS),
                        BacktestResults.auroc(normal, scores),
                        scores.length)));
            }
        }
    }

    private static double perThousand(Tally tally) {
        return tally.judged() == 0 ? 0 : 1000.0 * tally.alarms / tally.judged();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
