package textmill.topology.anomaly;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import textmill.topology.anomaly.Reservoir.Surroundings;
import textmill.topology.anomaly.Verdict.PartScore;
import textmill.topology.anomaly.Verdict.Repeat;
import textmill.topology.deadletter.Origin;

/**
 * What is known of one key's stream: each score's distribution, normal texts, letters, and the threshold. Not thread-safe.
 */
public final class KeyState {
    /** Of the layout of a saved state and of lessons: what another version saved is refused. */
    public static final int VERSION = 4;

    /** Generations of single scores; enough for the ranks that the combination asks for. */
    private static final int PART_GENERATIONS = 8;

    /** Generations of the combined score, whose rare values decide on alarms. */
    private static final int COMBINED_GENERATIONS = 12;

    /** Below, distances to the nearest say little. */
    private static final int FEWEST_NEIGHBOURS = 50;

    /** So many times the neighbours that are named are looked at to tell whether a text is far off for where it is. */
    private static final int AROUND = 4;

    /** Texts as near as that say the same: no distance counts for less. */
    private static final float NEAREST = 0.05f;

    /** So many texts come before single scores are combined. */
    private static final int FEWEST_TEXTS = 100;

    /** Texts up to this quantile of the combined score are taken for usual, whatever the others are. */
    private static final double BODY = 0.6;

    /** A text at least so probable is normal. */
    private static final double NORMAL = 0.4;

    private final ScoreWindow[] parts = new ScoreWindow[Part.values().length];
    private final Writing writing = new Writing();
    private final AlarmThreshold threshold;
    private final RecentAlarms alarms;
    private final DriftWatch drift;
    private Combination combination = new Combination();
    private ScoreWindow combined = new ScoreWindow(COMBINED_GENERATIONS);
    private Reservoir normal;
    private long texts;
    private AnomalySettings settings;

    /** Knows no text. */
    public KeyState(AnomalySettings settings) {
        this.settings = settings;
        this.normal = new Reservoir(settings.reservoir());
        this.threshold = new AlarmThreshold(settings.alarmRate());
        this.alarms = new RecentAlarms(settings.repeatWindow());
        this.drift = new DriftWatch(settings.driftWindows());
        Arrays.setAll(parts, i -> new ScoreWindow(PART_GENERATIONS));
    }

    /** Judges a text by those before it, then learns it. */
    Verdict judge(Evidence evidence, Origin origin) {
        Assessment assessment = assess(evidence, origin);
        learn(assessment.lesson());
        return assessment.verdict();
    }

    /**
     * Judges a text by those before it. The state stays as it is.
     *
     * @param evidence what other tasks made of the text
     * @param origin where it was read, for whoever asks later what was near it
     */
    public Assessment assess(Evidence evidence, Origin origin) {
        float[] unit = evidence.unit();
        SmallVector vector = unit == null ? null : SmallVector.of(unit);
        Surroundings surroundings = vector == null
                ? Surroundings.nothing()
                : normal.around(vector, settings.neighbours(), AROUND * settings.neighbours());
        float[] values = values(evidence, surroundings);
        Wording wording = Wording.of(evidence.text());
        Traits traits = writing.measure(wording, values);
        boolean enough = texts >= FEWEST_TEXTS;
        Combination.Combined combining = combined(values);
        double p = enough ? combined.pValue(combining.statistic()) : 1;
        boolean warming = texts < settings.warmUp();
        double limit = threshold.value();
        boolean rare = !warming && p <= limit;
        // What is unusual must not make the next one like it usual; if it stays, its p-values rise and it is learnt.
        Lesson.Flags flags = new Lesson.Flags(enough, warming, rare, p >= NORMAL);
        Lesson lesson = new Lesson(
                origin,
                new Lesson.Facts(
                        values,
                        evidence.text().length(),
                        evidence.text().hashCode(),
                        new Lesson.Kind(Languages.of(wording), evidence.label()),
                        traits,
                        vector),
                combining,
                flags);
        Repeat repeat = rare ? alarms.find(texts, lesson) : null;
        List<Drift> changes = isWatched() ? drift.next(lesson, evidence::nameOf) : List.of();
        boolean alarm = rare && repeat == null;
        Verdict verdict = new Verdict(
                p,
                enough ? combined.surprise(combining.statistic(), BODY) / Math.log(10) : 0,
                limit,
                alarm,
                warming,
                scores(values),
                evidence.spans(),
                surroundings.neighbours(),
                repeat,
                changes);
        return new Assessment(verdict, lesson);
    }

    /** The reservoir is full: distances no longer fall because there is more to be near to. */
    private boolean isWatched() {
        return texts + 1 > settings.watchedFrom();
    }

    private float[] values(Evidence evidence, Surroundings surroundings) {
        float[] values = new float[parts.length];
        for (Part part : Part.values()) {
            values[part.place()] = evidence.score(part);
        }
        List<Neighbour> nearest = surroundings.neighbours();
        boolean enough = normal.size() >= Math.max(FEWEST_NEIGHBOURS, settings.neighbours());
        if (enough && !nearest.isEmpty()) {
            // To the last of the nearest: fewer oddities of a kind than that among the normal texts do not make it
            // normal.
            float distance = nearest.get(nearest.size() - 1).distance();
            float usual = Float.isNaN(surroundings.usual()) ? distance : surroundings.usual();
            values[Part.DISTANCE.place()] = distance;
            values[Part.RELATIVE_DISTANCE.place()] = surroundings.mean() / Math.max(NEAREST, usual);
        }
        return values;
    }

    private Combination.Combined combined(float[] values) {
        double[] surprises = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            surprises[i] = Float.isNaN(values[i]) ? Double.NaN : parts[i].surprise(values[i], Combination.BODY);
        }
        return combination.of(surprises);
    }

    private List<PartScore> scores(float[] values) {
        List<PartScore> scores = new ArrayList<>(parts.length);
        for (Part part : Part.values()) {
            float value = values[part.place()];
            if (!Float.isNaN(value)) {
                scores.add(new PartScore(part, value, parts[part.place()].pValue(value)));
            }
        }
        return scores;
    }

    /** Learns a text. */
    public void learn(Lesson lesson) {
        boolean repeats = lesson.isRare() && alarms.count(texts, lesson);
        if (!lesson.isWarming()) {
            threshold.next(lesson.isRare() && !repeats);
        }
        combination.add(lesson.combined);
        if (lesson.isCombined()) {
            combined.add(lesson.combined.statistic());
        }
        if (isWatched()) {
            drift.add(lesson);
        }
        texts++;
        for (int i = 0; i < parts.length; i++) {
            if (!Float.isNaN(lesson.scores[i])) {
                parts[i].add(lesson.scores[i]);
            }
        }
        if (lesson.isNormal()) {
            writing.add(lesson.traits);
            if (lesson.vector != null) {
                normal.add(lesson.vector, lesson.origin, lesson.scores[Part.DISTANCE.place()]);
            }
        }
    }

    /** Whether this text is one of the last that gave alarms, so that feedback on it can be taken. */
    public boolean remembers(Origin origin) {
        return alarms.remembers(origin);
    }

    /**
     * Learns what somebody says of an alarm. A text that was fine is normal from now on, and others like it give no alarm;
     * the threshold falls. If the alarm was right, the threshold rises by what the alarm had lowered it.
     */
    public void learn(Feedback feedback) {
        if (!alarms.take(feedback)) {
            return;
        }
        threshold.feedback(feedback.fine());
        SmallVector vector = feedback.fine() ? alarms.fine(feedback.origin()) : null;
        if (vector != null) {
            normal.add(vector, feedback.origin(), Float.NaN);
        }
    }

    /**
     * Goes on by other settings. Another rate of alarms has the threshold looked for anew; everything that was learnt stays.
     *
     * @param next with the same reservoir and the same number of neighbours
     */
    public void goOnBy(AnomalySettings next) {
        threshold.aimAt(next.alarmRate());
        alarms.repeatWithin(next.repeatWindow());
        drift.hold(next.driftWindows());
        settings = next;
    }

    /** How many texts it has learnt. */
    public long texts() {
        return texts;
    }

    /** The state as bytes; depends on the texts that were learnt and on nothing else. */
    public byte[] save() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(VERSION);
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * The state that was saved.
     *
     * @param saved by {@link #save}, with the same settings
     * @throws IllegalArgumentException if it was saved by another version
     */
    public static KeyState restore(byte[] saved, AnomalySettings settings) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(saved))) {
            int version = in.readInt();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "the state of a key has layout " + version + ", expected " + VERSION);
            }
            return read(in, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(DataOutput out) throws IOException {
        out.writeLong(texts);
        threshold.write(out);
        alarms.write(out);
        drift.write(out);
        writing.write(out);
        combination.write(out);
        combined.write(out);
        for (ScoreWindow part : parts) {
            part.write(out);
        }
        normal.write(out);
    }

    private static KeyState read(DataInput in, AnomalySettings settings) throws IOException {
        KeyState state = new KeyState(settings);
        state.texts = in.readLong();
        state.threshold.read(in);
        state.alarms.read(in);
        state.drift.read(in);
        state.writing.read(in);
        state.combination = Combination.read(in);
        state.combined = ScoreWindow.read(in, COMBINED_GENERATIONS);
        for (int i = 0; i < state.parts.length; i++) {
            state.parts[i] = ScoreWindow.read(in, PART_GENERATIONS);
        }
        state.normal = Reservoir.read(in, settings.reservoir());
        return state;
    }
}
