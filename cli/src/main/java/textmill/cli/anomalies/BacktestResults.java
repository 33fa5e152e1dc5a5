package textmill.cli.anomalies;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import textmill.topology.anomaly.Drift;
import textmill.topology.anomaly.Verdict;

/** What a backtest found, text by text after warm-up. */
final class BacktestResults {
    private static final int FIRST_CAPACITY = 1024;

    private double[] scores = new double[FIRST_CAPACITY];
    private byte[] odd = new byte[FIRST_CAPACITY];
    private int count;
    private final Map<String, Tally> byKey = new TreeMap<>();
    private final Map<String, double[]> byLabel = new TreeMap<>();
    private final Map<String, Integer> labelCounts = new TreeMap<>();
    private final Tally all = new Tally();
    private final List<Change> changes = new ArrayList<>();

    /** A key's stream changed, seen at a line. */
    record Change(long line, String key, Drift drift) {}

    /** Counts of the texts of a key. */
    static final class Tally {
        long texts;
        long warming;
        long alarms;
        long repeats;
        long labelledAlarms;
        long rightAlarms;

        /** Texts that could have given an alarm. */
        long judged() {
            return texts - warming;
        }

        private void add(Verdict verdict, @Nullable Boolean unusual) {
            texts++;
            warming += verdict.warming() ? 1 : 0;
            alarms += verdict.alarm() ? 1 : 0;
            repeats += verdict.repeat() == null ? 0 : 1;
            if (verdict.alarm() && unusual != null) {
                labelledAlarms++;
                rightAlarms += unusual ? 1 : 0;
            }
        }
    }

    void add(long number, BacktestLine line, Verdict verdict) {
        verdict.drifts().forEach(drift -> changes.add(new Change(number, line.key(), drift)));
        Boolean unusual = line.odd();
        all.add(verdict, unusual);
        byKey.computeIfAbsent(line.key(), key -> new Tally()).add(verdict, unusual);
        if (verdict.warming()) {
            return;
        }
        if (count == scores.length) {
            scores = Arrays.copyOf(scores, count * 2);
            odd = Arrays.copyOf(odd, count * 2);
        }
        scores[count] = verdict.score();
        odd[count++] = (byte) (unusual == null ? -1 : unusual ? 1 : 0);
        if (Boolean.TRUE.equals(unusual) && line.label() != null) {
            addOfLabel(line.label(), verdict.score());
        }
    }

    private void addOfLabel(String label, double score) {
        int known = labelCounts.merge(label, 1, Integer::sum);
        double[] values = byLabel.computeIfAbsent(label, name -> new double[FIRST_CAPACITY]);
        if (known > values.length) {
            values = Arrays.copyOf(values, values.length * 2);
            byLabel.put(label, values);
        }
        values[known - 1] = score;
    }

    List<Change> changes() {
        return changes;
    }

    Tally all() {
        return all;
    }

    Map<String, Tally> byKey() {
        return byKey;
    }

    /** Scores of all judged texts, rising. */
    double[] sortedScores() {
        double[] sorted = Arrays.copyOf(scores, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /** Scores of the texts labelled normal, rising. */
    double[] normal() {
        return labelled(0);
    }

    /** Scores of the texts labelled unusual, rising. */
    double[] unusual() {
        return labelled(1);
    }

    /** Scores of the unusual texts by label, rising. */
    Map<String, double[]> unusualByLabel() {
        Map<String, double[]> trimmed = new TreeMap<>();
        byLabel.forEach((label, values) -> {
            double[] sorted = Arrays.copyOf(values, labelCounts.getOrDefault(label, 0));
            Arrays.sort(sorted);
            trimmed.put(label, sorted);
        });
        return trimmed;
    }

    private double[] labelled(int wanted) {
        double[] chosen = new double[count];
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (odd[i] == wanted) {
                chosen[found++] = scores[i];
            }
        }
        double[] trimmed = Arrays.copyOf(chosen, found);
        Arrays.sort(trimmed);
        return trimmed;
    }

    /**
     * The chance that an unusual text has a higher score than a normal one, half of the ties counted; NaN without both.
     *
     * @param normal rising
     * @param unusual rising
     */
    static double auroc(double[] normal, double[] unusual) {
        double won = 0;
        int below = 0;
        int upTo = 0;
        for (double score : unusual) {
            while (below < normal.length && normal[below] < score) {
                below++;
            }
            upTo = Math.max(upTo, below);
            while (upTo < normal.length && normal[upTo] <= score) {
                upTo++;
            }
            won += below + (upTo - below) / 2.0;
        }
        return won / ((double) normal.length * unusual.length);
    }
}
