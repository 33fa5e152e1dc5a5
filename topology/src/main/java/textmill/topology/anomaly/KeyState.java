package textmill.topology.anomaly;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import textmill.topology.anomaly.Verdict.PartScore;
import textmill.topology.anomaly.Verdict.Repeat;
import textmill.topology.deadletter.Origin;

/** What is known of one key's stream: each score's distribution, normal texts, letters, and the threshold. */
final class KeyState {
    /** Generations of single scores; enough for the ranks that the combination asks for. */
    private static final int PART_GENERATIONS = 8;

    /** Generations of the combined score, whose rare values decide on alarms. */
    private static final int COMBINED_GENERATIONS = 12;

    /** Below, distances to the nearest say little. */
    private static final int FEWEST_NEIGHBOURS = 50;

    /** So many texts come before single scores are combined. */
    private static final int FEWEST_TEXTS = 100;

    /** A text at least so probable is normal. */
    private static final double NORMAL = 0.4;

    private final AnomalySettings settings;
    private final ScoreWindow[] parts = new ScoreWindow[Part.values().length];
    private final LetterTriples letters = new LetterTriples();
    private final AlarmThreshold threshold;
    private final RecentAlarms alarms;
    private final DriftWatch drift = new DriftWatch();
    private ScoreWindow combined = new ScoreWindow(COMBINED_GENERATIONS);
    private Reservoir normal;
    private long texts;

    KeyState(AnomalySettings settings) {
        this.settings = settings;
        this.normal = new Reservoir(settings.reservoir());
        this.threshold = new AlarmThreshold(settings.alarmRate());
        this.alarms = new RecentAlarms(settings.repeatWindow());
        Arrays.setAll(parts, i -> new ScoreWindow(PART_GENERATIONS));
    }

    /** Judges a text by those before it, then learns it. */
    Verdict judge(Evidence evidence, Origin origin) {
        float[] unit = evidence.unit();
        List<Neighbour> nearest = unit == null ? List.of() : normal.nearest(unit, settings.neighbours());
        List<PartScore> scores = scores(evidence, nearest);
        boolean combining = texts >= FEWEST_TEXTS;
        float statistic = combining ? (float) Combination.of(scores) : 0;
        double p = combining ? combined.pValue(statistic) : 1;
        boolean warming = texts < settings.warmUp();
        double limit = threshold.value();
        boolean rare = !warming && p <= limit;
        Repeat repeat = rare ? alarms.count(texts, evidence, origin) : null;
        boolean alarm = rare && repeat == null;
        if (!warming) {
            threshold.next(alarm);
        }
        if (combining) {
            combined.add(statistic);
        }
        learn(evidence, origin, scores, p);
        // The reservoir is full: distances no longer fall because there is more to be near to.
        List<Drift> changes = texts > settings.watchedFrom() ? drift.add(evidence, scores) : List.of();
        return new Verdict(p, limit, alarm, warming, scores, evidence.spans(), nearest, repeat, changes);
    }

    private List<PartScore> scores(Evidence evidence, List<Neighbour> nearest) {
        List<PartScore> scores = new ArrayList<>(parts.length);
        for (Part part : Part.values()) {
            float value =
                    switch (part) {
                        case DISTANCE -> distance(nearest);
                        case LETTERS -> letters.surprise(evidence.text());
                        default -> evidence.score(part);
                    };
            if (!Float.isNaN(value)) {
                scores.add(new PartScore(part, value, parts[part.place()].pValue(value)));
            }
        }
        return scores;
    }

    /** To the last of the nearest: fewer oddities of a kind than that among the normal texts do not make it normal. */
    private float distance(List<Neighbour> nearest) {
        boolean enough = normal.size() >= Math.max(FEWEST_NEIGHBOURS, settings.neighbours());
        return enough && !nearest.isEmpty() ? nearest.get(nearest.size() - 1).distance() : Float.NaN;
    }

    private void learn(Evidence evidence, Origin origin, List<PartScore> scores, double p) {
        texts++;
        for (PartScore score : scores) {
            parts[score.part().place()].add(score.value());
        }
        // What is unusual must not make the next one like it usual; if it stays, its p-values rise and it is learnt.
        if (p >= NORMAL) {
            letters.add(evidence.text());
            float[] unit = evidence.unit();
            if (unit != null) {
                normal.add(unit, origin);
            }
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(texts);
        threshold.write(out);
        alarms.write(out);
        drift.write(out);
        letters.write(out);
        combined.write(out);
        for (ScoreWindow part : parts) {
            part.write(out);
        }
        normal.write(out);
    }

    static KeyState read(DataInput in, AnomalySettings settings) throws IOException {
        KeyState state = new KeyState(settings);
        state.texts = in.readLong();
        state.threshold.read(in);
        state.alarms.read(in);
        state.drift.read(in);
        state.letters.read(in);
        state.combined = ScoreWindow.read(in, COMBINED_GENERATIONS);
        for (int i = 0; i < state.parts.length; i++) {
            state.parts[i] = ScoreWindow.read(in, PART_GENERATIONS);
        }
        state.normal = Reservoir.read(in, settings.reservoir());
        return state;
    }
}
